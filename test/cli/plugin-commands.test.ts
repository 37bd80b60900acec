import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { templates } from "../../src/cli/plugin/templates/templates.ts";
import { linkedCheckout } from "../docs/linked-checkout.ts";
import { writeFiles } from "../docs/write-files.ts";
import { projectRoot } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";

const combinations = Object.entries(templates).flatMap(([runtime, languages]) =>
  Object.keys(languages).map((language) => ({ runtime, language })),
);

describe("plugin new", () => {
  test.each(combinations)(
    "writes a plugin in $runtime and $language that passes its own test and gets nothing wrong",
    { timeout: 120_000 },
    async ({ runtime, language }) => {
      const cwd = await linkedCheckout();
      const made = await kwatchman(cwd, "plugin", "new", "probe", "--runtime", runtime, "--lang", language);
      expect(made).toMatchObject({ exitCode: 0 });
      const shown = templates[runtime]?.[language]?.("probe");

      const own = await execa(shown?.test("my-plugins/probe") ?? "false", {
        cwd,
        shell: true,
        reject: false,
        all: true,
      });
      expect(own).toMatchObject({ exitCode: 0 });
      if (runtime === "webhook") return;
      const conform = await kwatchman(cwd, "plugin", "conform", "my-plugins/probe");
      expect(conform.stdout).toBe(`probe stands what it will meet (${runtime}).`);
    },
  );

  test.each([
    { found: "commonjs", says: 'first put "type": "module" into package.json, which says "commonjs".' },
    { found: "module", says: "What it does is in my-plugins/probe/index.ts. Try it:" },
  ])('says what a package.json of "type": "$found" means for it', async ({ found, says }) => {
    const cwd = await scratchFolder();
    await writeFiles(cwd, { "package.json": JSON.stringify({ type: found }) });

    const result = await kwatchman(cwd, "plugin", "new", "probe", "--runtime", "module");

    expect(result.stdout).toContain(says);
  });

  test("names the runtimes there are when none is named", async () => {
    const result = await kwatchman(await scratchFolder(), "plugin", "new", "probe");

    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr.replaceAll(/\s+/g, " ")).toContain('(choices: "module", "isolate", "webhook", "exec")');
  });

  test("writes over nothing", async () => {
    const cwd = await linkedCheckout();
    await mkdir(path.join(cwd, "my-plugins/probe"), { recursive: true });
    await writeFile(path.join(cwd, "my-plugins/probe/index.js"), "mine");

    const result = await kwatchman(cwd, "plugin", "new", "probe", "--runtime", "isolate");

    expect(result).toMatchObject({ exitCode: 2 });
    expect(result.stderr).toContain("Expected the plugin's folder to be new, got `my-plugins/probe`, which is there");
    expect(await readFile(path.join(cwd, "my-plugins/probe/index.js"), "utf8")).toBe("mine");
  });

  test.each(["9lives", "a b", "../up", ""])("refuses the name %j", async (name) => {
    const result = await kwatchman(await linkedCheckout(), "plugin", "new", name, "--runtime", "isolate");

    expect(result.stderr).toContain(
      `Expected the plugin's name to be a name of letters, digits and "-" that begins with a letter, got "${name}"`,
    );
    expect(result.exitCode).toBe(2);
  });
});

describe("plugin run", () => {
  test("shows what the call came to, and on standard error the log", async () => {
    const cwd = await workspace(`console.error("noise"); context.log.info("seen"); return { patch: [add] };`);

    const result = await kwatchman(cwd, "plugin", "run", "probe", "--event", "secret:add");

    expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("seen") as unknown });
    expect(timeless(result.stdout)).toBe(
      'next: the event goes on to the handlers that follow (some ms)\n  event.data.seen: "Secret add 1"',
    );
  });

  test("ends with 1 when the handler failed, and says what kwatchman would do", async () => {
    const cwd = await workspace(`throw Object.assign(new Error("no"), { retryAfterMs: 5 });`);

    const result = await kwatchman(cwd, "plugin", "run", "probe");

    expect(result.exitCode).toBe(1);
    expect(timeless(result.stdout)).toBe(
      "failed: KW_HANDLER_FAILED: no (some ms)\n  kwatchman would try it again, after some ms at the earliest.",
    );
  });

  test("takes settings one by one and from a file, the attempt, and an event from a file", async () => {
    const cwd = await workspace(`return { next: false, reason: JSON.stringify([context.settings, context.attempt]) };`);
    const event = await readFile(path.join(projectRoot, "docs/contract.md"), "utf8");
    const [, json = ""] = /<!-- event -->\s+```json\n(.*?)```/s.exec(event) ?? [];
    await writeFiles(cwd, { "event.json": json, "settings.toml": 'team = "b"\ntoken = { env = "TOKEN" }\n' });

    const flags = ["--settings", "settings.toml", "--settings", "least=2", "--attempt", "3", "--event", "event.json"];
    const result = await kwatchman(cwd, "plugin", "run", "probe", ...flags);

    expect(timeless(result.stdout)).toBe('stopped: [{"team":"b","token":"{{secret:token}}","least":2},3] (some ms)');
  });

  test.each([
    { flags: ["--settings", "least=few"], says: "Expected `least` to be an integer" },
    { flags: ["--settings", "leest=2"], says: "Expected a known key, got `leest`" },
    { flags: ["--event", "deploymint"], says: "Expected `--event` to be an event's name or a file" },
    { flags: ["--event", "probe/package.json"], says: "probe/package.json" },
  ])("refuses $flags", async ({ flags, says }) => {
    const result = await kwatchman(await workspace(""), "plugin", "run", "probe", ...flags);

    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) as unknown });
  });
});

describe("plugin check", () => {
  test("says that a plugin is right", async () => {
    const result = await kwatchman(await workspace(""), "plugin", "check", "probe");

    expect(result).toMatchObject({ exitCode: 0, stdout: "probe is right, and can be called (isolate)." });
  });

  test("says why one cannot be loaded", async () => {
    const result = await kwatchman(await workspace("}"), "plugin", "check", "probe");

    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("KW_PLUGIN_LOAD") as unknown });
  });
});

describe("plugin conform", () => {
  test("ends with 1, and says what is wrong, by what it was seen, and how to mend it", async () => {
    const cwd = await workspace("return { next: data.oldObject.kind === data.object.kind };");

    const result = await kwatchman(cwd, "plugin", "conform", "probe");

    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(
      /^wrong needs-old-object: It fails where `oldObject` is null\.\n {2}On an add: .*\n {2}Every add has .*\n\nprobe gets one thing wrong \(isolate\)\.$/,
    );
  });
});

/** A folder with the plugin `probe`, whose `handle` has this body. */
async function workspace(body: string): Promise<string> {
  const cwd = await linkedCheckout();
  const settings = `[settings.properties]
team = { type = "string", default = "a" }
least = { type = "integer" }
token = { type = "string", writeOnly = true }
`;
  const manifest = 'name = "probe"\nversion = "1"\ncontract = 1\nruntime = "isolate"\nentry = "index.js"\n';
  await writeFiles(cwd, {
    "probe/plugin.toml": `${manifest}${settings}`,
    "probe/package.json": "{}",
    "probe/index.js": `export default {
  handle({ data }, context) {
    const value = \`\${data.resource.kind} \${data.action} \${context.attempt}\`;
    const add = { op: "add", path: "/seen", value };
    ${body}
  },
};
`,
  });
  return cwd;
}

function kwatchman(cwd: string, ...args: readonly string[]) {
  const entry = path.join(projectRoot, "src/cli/main.ts");
  return execa(process.execPath, [entry, ...args], { cwd, env: { TOKEN: "hush-hush" }, reject: false });
}

function timeless(text: string): string {
  return text.replaceAll(/\d+ ms/g, "some ms");
}
