import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { PermanentError } from "../../sdk/index.ts";
import { deploymentEvent } from "../../sdk/testing/index.ts";
import { createHostHooks } from "../pipeline/chain/host-hooks.ts";
import { moduleSpec } from "../pipeline/fixtures/handlers.ts";
import { keepingLog, silentLog } from "../pipeline/fixtures/logs.ts";
import type { ModuleSpec } from "./handler-spec.ts";
import type { Call } from "./handler.ts";
import { loadModule } from "./module.ts";

function specOf(entry: string, differing: Partial<ModuleSpec> = {}): ModuleSpec {
  return { ...moduleSpec("mine"), plugin: "greeter", directory: dirname(entry), entry, ...differing };
}

function fixture(path: string): string {
  return fileURLToPath(new URL(`module/fixtures/${path}`, import.meta.url));
}

/** A plugin folder outside the checkout. */
async function pluginOf(file: string, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kwatchman-plugin-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, file), source);
  return join(folder, file);
}

function callOf(event: Call["event"]["event"]): Call {
  const deadline = Date.UTC(2026, 10, 22, 7);
  return { event: { event, json: "" }, attempt: 2, deadline, signal: new AbortController().signal };
}

describe("a module plugin", () => {
  test("gets the event, and beside it handler, settings, attempt, deadline, signal and log", async () => {
    const log = keepingLog();
    const handler = await loadModule(specOf(fixture("good/index.ts"), { settings: { greeting: "hello" } }), log);
    expect(await handler.call(callOf(deploymentEvent()))).toEqual({ reason: "hello web" });
    const fields = { handler: "mine", attempt: 2, deadline: "2026-11-22T07:00:00.000Z", aborted: false };
    expect(log.lines).toEqual([{ level: "info", message: "handled", fields }]);
  });

  test("taps the host's hooks in setup", async () => {
    const log = keepingLog();
    const handler = await loadModule(specOf(fixture("good/index.ts"), { settings: { greeting: "hello" } }), log);
    const hooks = createHostHooks(silentLog);
    await handler.setup?.(hooks);
    hooks.event.call(deploymentEvent());
    expect(log.lines).toMatchObject([{ message: "tapped", fields: { subject: "shop/web", greeting: "hello" } }]);
  });

  test("throws, and the host gets what it threw", async () => {
    const handler = await loadModule(specOf(fixture("good/index.ts"), { settings: { greeting: "" } }), silentLog);
    await expect(handler.call(callOf(deploymentEvent({ action: "delete" })))).rejects.toBeInstanceOf(PermanentError);
  });

  test("is closed", async () => {
    const handler = await loadModule(specOf(fixture("good/index.ts")), silentLog);
    await handler.close();
    await expect(handler.close()).rejects.toThrow("closed twice");
  });

  test("may be plain JavaScript without the sdk", async () => {
    const handler = await loadModule(specOf(fixture("plain/index.js")), silentLog);
    expect(await handler.call(callOf(deploymentEvent()))).toEqual({ next: false });
    await handler.setup?.(createHostHooks(silentLog));
    await handler.close();
  });
});

test("a plugin outside the checkout imports kwatchman/sdk without installing anything, and shares its classes", async () => {
  const entry = await pluginOf(
    "index.ts",
    `import { PermanentError, type KwatchmanEvent } from "kwatchman/sdk";
     export default { handle(event: KwatchmanEvent): never { throw new PermanentError(event.subject); } };`,
  );
  const load = new URL("module.ts", import.meta.url).href;
  const sdk = new URL("../../sdk/index.ts", import.meta.url).href;
  // In a process of its own: the test runner resolves imports its own way.
  const program = `
    import { loadModule } from ${JSON.stringify(load)};
    import { PermanentError } from ${JSON.stringify(sdk)};
    const handler = await loadModule(${JSON.stringify(specOf(entry))}, console);
    const error = await handler.call({ event: { event: { subject: "shop/web" } }, deadline: 0 }).catch((e) => e);
    console.log(error instanceof PermanentError, error.message);`;
  const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", program]);
  expect(stdout).toBe("true shop/web");
});

describe("what cannot be loaded is an error that names the file", () => {
  test.each([
    ["silent/index.mjs", "to have a plugin as its default export, got none"],
    ["not-a-plugin/index.mjs", "Expected `handle` of "],
    ["wrong-close/index.mjs", "Expected `close` of "],
    ["missing/index.ts", "to be imported"],
  ])("%s", async (path, message) => {
    const loaded = loadModule(specOf(fixture(path)), silentLog);
    await expect(loaded).rejects.toMatchObject({ code: "KW_PLUGIN_LOAD", fields: { file: fixture(path) } });
    await expect(loaded).rejects.toThrow(message);
    await expect(loaded).rejects.toThrow(fixture(path));
  });

  test("a plugin that imports what is not there", async () => {
    const entry = await pluginOf("index.mjs", 'import "./not-there.mjs";\nexport default { handle() {} };\n');
    const loaded = loadModule(specOf(entry), silentLog);
    await expect(loaded).rejects.toThrow("not-there.mjs");
    await expect(loaded).rejects.toMatchObject({ mend: expect.stringContaining("above it") });
  });

  test("a plugin that throws while it is imported: with the author's line, its own error as cause", async () => {
    const loaded = loadModule(specOf(fixture("throws/index.ts")), silentLog);
    await expect(loaded).rejects.toThrow(`${fixture("throws/index.ts")}:2`);
    await expect(loaded).rejects.toMatchObject({ cause: new Error("no token"), mend: undefined });
  });

  test.each([
    ["index.mjs", "export default {\n  handle() {\n    return {{\n  },\n};\n"],
    ["index.ts", "export default {\n  handle() {\n    const a: = 3;\n  },\n};\n"],
  ])("a mistake of syntax in %s: with the author's line", async (file, source) => {
    const entry = await pluginOf(file, source);
    const load = new URL("module.ts", import.meta.url).href;
    const program = `
      import { loadModule } from ${JSON.stringify(load)};
      await loadModule(${JSON.stringify(specOf(entry))}, console).catch((e) => console.log(e.message));`;
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", program]);
    expect(stdout).toContain(`${entry}:3`);
  });
});
