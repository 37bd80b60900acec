import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { ResultSchema } from "../../sdk/result-schema.ts";
import { createProgram } from "../../src/cli/cli.ts";
import { templates } from "../../src/cli/plugin/templates/templates.ts";
import { loadConfiguration } from "../../src/registry/load-configuration.ts";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { allBlocks, authorsGuide, filesOf } from "./documents.ts";
import { commandsIn } from "./shell-commands.ts";
import { writeFiles } from "./write-files.ts";

const pem = "-----BEGIN EXAMPLE-----\nAA==\n-----END EXAMPLE-----\n";
const secret = `whsec_${Buffer.alloc(32).toString("base64")}`;

/** What examples of a configuration refer to. */
const referredTo = {
  "handlers.d/.keep": "",
  "ca.pem": pem,
  "client.pem": pem,
  "client-key.pem": pem,
  "ticket-secret": secret,
  "ticket-secret-old": secret,
};

const env = {
  SLACK_WEBHOOK_URL: "https://hooks.example/x",
  SHOP_WEBHOOK_URL: "https://hooks.example/shop",
  PAY_WEBHOOK_URL: "https://hooks.example/pay",
  TICKET_TOKEN: "Bearer x",
  TICKET_SECRET: secret,
  TICKET_PROXY: "http://me:hunter2@proxy.example:3128",
  ANNOUNCE_ENDPOINT: "https://x.example",
  ANNOUNCE_TOKEN: "x",
  OWNERS_TOKEN: "x",
  PAGER_TOKEN: "x",
};

const authorsFiles = {
  ...filesOf(...authorsGuide),
  ...newPlugin("scaling", "isolate", "js"),
  ...newPlugin("scaling-py", "exec", "python"),
};

test("every example is in a language that a test here knows", () => {
  const known = new Set(["", "text", "toml", "yaml", "json", "ts", "js", "py", "sh", "bash", "python", "mermaid"]);

  expect(allBlocks.filter(({ language }) => !known.has(language))).toEqual([]);
});

test("every example of a program is a file, which is run", () => {
  const programs = new Set(["ts", "js", "bash", "python", "py"]);
  const nameless = allBlocks.filter(({ language, file }) => programs.has(language) && file === undefined);

  expect(nameless).toEqual([]);
});

describe("an example of a configuration", () => {
  const configurations = allBlocks.filter(
    ({ language, file }) => language === "toml" && !file?.endsWith("plugin.toml"),
  );

  test("there are some", () => {
    expect(configurations.length).toBeGreaterThan(10);
  });

  test.each(configurations)("is right: $place", async ({ text, place }) => {
    const folder = await scratchFolder();
    const resource = text.includes("[[resource]]") ? "" : '[[resource]]\nkind = "deployment"\n';
    await cp(path.join(projectRoot, "examples"), path.join(folder, "my-plugins"), { recursive: true });
    await writeFiles(folder, {
      ...authorsFiles,
      ...filesOf("docs/isolate.md"),
      ...filesOf("docs/exec.md"),
      ...filesOf(place.replace(/:\d+$/, "")),
      ...referredTo,
      "config.toml": `${text}${resource}`,
    });

    const { handlers } = await loadConfiguration(path.join(folder, "config.toml"), {}, env);

    expect(handlers).not.toEqual([]);
  });
});

describe("an example in JSON", () => {
  const examples = allBlocks.filter(({ language }) => language === "json");
  const results = examples.filter(({ marker, text }) => marker === "result" || text.startsWith('{ "next"'));

  test("there are some, and some of a result", () => {
    expect(examples.length).toBeGreaterThan(results.length);
    expect(results.length).toBeGreaterThan(1);
  });

  test.each(examples)("is JSON: $place", ({ text }) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test.each(results)("of a result is one: $place", ({ text }) => {
    const validate = new Ajv().compile(ResultSchema);

    expect(validate(JSON.parse(text)) || validate.errors).toBe(true);
  });
});

describe("an example for the shell", () => {
  const commands = allBlocks.filter(({ language }) => language === "sh").flatMap(commandsIn);
  const program = createProgram({}, () => {});

  const ofNpm = commands.filter(({ words }) => words[0] === "npm");
  const ofKwatchman = commands.filter(({ kwatchman }) => kwatchman !== undefined);
  const ofFiles = commands.filter(({ words }) => /^(?:node|python3)$/.test(words[0] ?? ""));
  const ofHelm = commands.filter(({ words }) => words[0] === "helm");

  test("there are some of each program", () => {
    for (const some of [ofNpm, ofKwatchman, ofFiles, ofHelm]) expect(some).not.toEqual([]);
    expect(commands.length).toBeGreaterThan(5);
  });

  test.each(ofNpm)("names what npm can do: $text", ({ words }) => {
    const [, command = "", ...rest] = words;
    const script = command === "run" ? rest.find((word) => !word.startsWith("-")) : command;

    expect(["ci", "install", "pack", "publish", ...Object.keys(packageJson.scripts)]).toContain(script);
  });

  test.each(ofKwatchman)("has commands and flags that there are: $text", ({ kwatchman = [] }) => {
    const [name = "run", ...rest] = kwatchman
      .filter((word) => word !== "[flags]")
      .map((word) => word.replace("[run]", "run"));
    const outer = program.commands.find((one) => one.name() === name);
    const command = outer?.commands.find((one) => one.name() === rest[0]) ?? outer;
    const options = command === undefined ? [name] : rest.filter((word) => word.startsWith("-"));
    const known = [...program.options, ...(command?.options ?? [])].flatMap(({ short, long }) => [short, long]);

    expect(["--help", "-h", ...known]).toEqual(expect.arrayContaining(options));
  });

  test.each(ofFiles)("runs a file that there is: $text", ({ words }) => {
    const file = words.at(-1) ?? "";

    const written = Object.keys(authorsFiles).some((one) => one === file || one.startsWith(`${file}/`));
    expect(written || existsSync(path.join(projectRoot, file))).toBe(true);
  });

  test.each(ofHelm)("names a chart that there is: $text", ({ words }) => {
    const charts = words.filter((word) => word.startsWith("./"));

    expect(charts.filter((chart) => !existsSync(path.join(projectRoot, chart, "Chart.yaml")))).toEqual([]);
  });

  test("calls nothing else", () => {
    const programs = new Set(["docker", "npm", "node", "python3", "export", "kubectl", "helm"]);
    const others = commands.filter(({ words: [word = ""], kwatchman }) => !kwatchman && !programs.has(word));

    expect(others).toEqual([]);
  });
});

/** What `plugin new` writes. */
function newPlugin(name: string, runtime: string, language: string): Record<string, string> {
  const files = templates[runtime]?.[language]?.(name).files ?? {};
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`my-plugins/${name}/${file}`, text]));
}
