import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  createTestHost,
  deploymentEvent,
  type Outcome,
  podEvent,
  type TestHost,
  type TestHostOptions,
} from "../../sdk/testing/index.ts";
import { ProblemsError } from "../../src/errors/problems.ts";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { writeFiles } from "../docs/write-files.ts";

const example = (name: string): string => path.join(projectRoot, "examples", name);

test("an event that goes on is told as the handlers that follow see it", async () => {
  const host = await open(example("exec-python-stream"), { settings: { allowed: [] } });

  const outcome = await host.handle(deploymentEvent());

  expect(outcome).toMatchObject({
    outcome: "next",
    data: { name: "web", foreignImages: ["registry.example/shop/web:1.27", "registry.example/metrics:3"] },
  });
});

test("an event that is stopped is told with its reason", async () => {
  const host = await open(example("exec-node"));

  expect(await host.handle(podEvent())).toMatchObject({ outcome: "stopped", reason: "nothing was restarted" });
});

test("an event that the handler is not for passes it over", async () => {
  const host = await open(example("exec-node"), { settings: { when: { kinds: ["Pod"] } } });

  expect(await host.handle(deploymentEvent())).toMatchObject({ outcome: "passedOver" });
});

test("a failure is judged as the host judges it", async () => {
  const host = await open(
    await modulePlugin(`throw Object.assign(new Error("too many"), { code: 429, retryAfterMs: 5000 });`),
  );

  expect(await host.handle(deploymentEvent())).toMatchObject({
    outcome: "failed",
    code: "429",
    message: "too many",
    retryable: true,
    retryAfterMs: 5000,
  });
});

test("a patch of the event's identity is refused", async () => {
  const host = await open(await modulePlugin(`return { patch: [{ op: "replace", path: "/name", value: "other" }] };`));

  expect(await host.handle(deploymentEvent())).toMatchObject({ code: "KW_PATCH_REFUSED", retryable: false });
});

test("the handler's time limit is in force", async () => {
  const host = await open(await modulePlugin("return new Promise(() => {});"), { settings: { timeout: "50ms" } });

  expect(await host.handle(deploymentEvent())).toMatchObject({ code: "KW_HANDLER_TIMEOUT", retryable: true });
});

test("settings have their defaults, the attempt is the one that is said, and the log is kept", async () => {
  const host = await open(
    await modulePlugin(`context.log.info("called", { attempt: context.attempt, ...context.settings });`),
  );

  await host.handle(deploymentEvent(), { attempt: 3 });

  expect(host.log).toEqual([{ level: "info", message: "called", fields: { attempt: 3, colour: "green" } }]);
});

test("each call is made, however many have failed before", async () => {
  const host = await open(await modulePlugin(`await new Promise((next) => setTimeout(next, 300)); throw new Error();`));

  for (let call = 1; call <= 12; call += 1) await host.handle(deploymentEvent());

  expect(await host.handle(deploymentEvent())).toMatchObject({ outcome: "failed", code: "KW_HANDLER_FAILED" });
});

test("an event that a test made itself is left as it is", async () => {
  const host = await open(await modulePlugin("return { next: true };"));
  const event = structuredClone(deploymentEvent());

  await host.handle(event);

  expect(Object.isFrozen(event)).toBe(false);
});

test("settings are checked against the manifest, and looked up in the environment that is given", async () => {
  const plugin = await modulePlugin("return { next: false, reason: context.settings.colour };");
  const host = await open(plugin, { settings: { colour: { env: "COLOUR" } }, env: { COLOUR: "red" } });

  expect(await host.handle(deploymentEvent())).toMatchObject({ reason: "red" });
  await expect(createTestHost(plugin, { settings: { color: "red" } })).rejects.toThrow(ProblemsError);
  await expect(createTestHost(plugin, { settings: { color: "red" } })).rejects.toThrow(
    "Expected a known key, got `color`",
  );
});

test("a folder without a manifest is refused by its file's name", async () => {
  await expect(createTestHost("/nowhere/page")).rejects.toThrow("/nowhere/page/plugin.toml");
});

test("an isolate has an isolate's limits", async () => {
  const folder = await pluginFolder("isolate", "for (;;) {}");
  const host = await open(folder, { settings: { timeout: "5s" } });

  const outcome: Outcome = await host.handle(deploymentEvent());

  expect(outcome).toMatchObject({ outcome: "failed", code: "KW_ISOLATE_LIMIT" });
});

async function open(plugin: string, options?: TestHostOptions): Promise<TestHost> {
  const host = await createTestHost(plugin, options);
  onTestFinished(() => host.close());
  return host;
}

function modulePlugin(body: string): Promise<string> {
  return pluginFolder("module", body);
}

/** A plugin whose `handle` has this body. */
async function pluginFolder(runtime: string, body: string): Promise<string> {
  const folder = await scratchFolder();
  const properties = '[settings.properties]\ncolour = { type = "string", default = "green" }\n';
  const manifest = `name = "probe"\nversion = "1"\ncontract = 1\nruntime = "${runtime}"\nentry = "index.js"\n${properties}`;
  await writeFiles(folder, {
    "probe/plugin.toml": manifest,
    "probe/index.js": `export default { async handle(event, context) { ${body} } };\n`,
    // Not CommonJS.
    "package.json": '{ "type": "module" }',
  });
  return path.join(folder, "probe");
}
