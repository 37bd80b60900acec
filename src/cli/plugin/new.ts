import { access, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stringFormats } from "../../config/schema/formats.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { commandName } from "../command-name.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { commonJsPackage } from "./module-type.ts";
import { readme } from "./templates/readme.ts";
import type { Template } from "./templates/template.ts";
import { templates } from "./templates/templates.ts";

export interface NewFlags {
  readonly runtime: string;
  readonly lang?: string;
  readonly dir: string;
}

/** `kwatchman plugin new`: writes a plugin that works, and says what to do with it. */
export async function newPlugin(name: string, { runtime, lang, dir }: NewFlags): Promise<ExitCode> {
  refuseName(name);
  const template = chooseTemplate(runtime, lang)(name);
  const folder = path.join(dir, name);
  if (await isThere(folder)) {
    throw new KwatchmanError("KW_USAGE", `Expected the plugin's folder to be new, got \`${folder}\`, which is there`, {
      mend: "Choose another name, or another folder with --dir.",
    });
  }
  const files = { ...template.files, "README.md": readme(name, template) };
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    await writeFile(path.join(folder, file), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
  process.stdout.write(whatNext(folder, Object.keys(files), template));
  return exitCodes.ok;
}

function refuseName(name: string): void {
  const { expected, mistake } = stringFormats["plugin-name"];
  if (mistake(name) === undefined) return;
  throw new KwatchmanError("KW_USAGE", `Expected the plugin's name to be ${expected}, got "${name}"`);
}

function chooseTemplate(runtime: string, language: string | undefined): (name: string) => Template {
  const known = templates[runtime] ?? {};
  const [first = ""] = Object.keys(known);
  const chosen = known[language ?? first];
  if (chosen !== undefined) return chosen;
  const languages = Object.keys(known).join(" or ");
  throw new KwatchmanError(
    "KW_USAGE",
    `Expected \`--lang\` to be ${languages} for runtime "${runtime}", got "${language}"`,
    { mend: `Of the runtimes webhook and exec, plugins may be in any language: begin with one of these.` },
  );
}

async function isThere(folder: string): Promise<boolean> {
  try {
    await access(folder);
    return true;
  } catch {
    return false;
  }
}

function whatNext(folder: string, files: readonly string[], { main, test, receiver }: Template): string {
  const command = commandName();
  // A webhook is tried where it listens: its manifest alone may not send anything to a private address.
  const plugin = receiver?.url ?? folder;
  const steps = [
    ...(receiver === undefined ? [] : [[receiver.start(folder), "start it, in a terminal of its own"]]),
    [`${command} plugin run ${plugin} --event deployment`, "hand it an event"],
    [test(folder), `its own test${sdkHint(folder, test(folder))}`],
    [`${command} plugin conform ${plugin}`, "does it stand what it will meet?"],
  ];
  const width = Math.max(...steps.map(([step = ""]) => step.length));
  return [
    `Wrote ${folder}: ${files.join(", ")}.`,
    `What it does is in ${path.join(folder, main)}.${typeHint(path.join(folder, main))} Try it:`,
    "",
    ...steps.map(([step = "", what = ""]) => `  ${step.padEnd(width)}   # ${what}`),
    "",
    `To use it: \`pluginDirs = ["${path.dirname(folder)}"]\` and a [[handler]] with \`name = "${path.basename(folder)}"\`.`,
    "",
  ].join("\n");
}

function typeHint(file: string): string {
  const found = commonJsPackage(file);
  if (found === undefined) return "";
  return `\nIt is an ES module: first put "type": "module" into ${path.relative("", found)}, which says "commonjs".`;
}

const sdk = fileURLToPath(new URL("../../../sdk/index.ts", import.meta.url));

/** A test imports kwatchman/sdk/testing like any package; in the host itself a plugin gets it anyway. */
function sdkHint(folder: string, test: string): string {
  if (!test.startsWith("node ")) return "";
  try {
    createRequire(path.resolve(folder, "index.js")).resolve("kwatchman/sdk/testing");
    return "";
  } catch {
    const from = sdk.includes("/node_modules/") ? "kwatchman" : path.dirname(path.dirname(sdk));
    return `; first: npm install --save-dev ${from}`;
  }
}
