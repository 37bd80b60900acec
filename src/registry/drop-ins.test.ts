import { chmodSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { type DropIn, readDropIns } from "./drop-ins.ts";
import { Workspace } from "./fixtures/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace.remove());

let count = 0;

/** A drop-in folder of its own, with these files; those that begin with "#!" are executable. */
function dropIn(files: Readonly<Record<string, string>>): string {
  count += 1;
  const folder = `handlers-${count}.d`;
  mkdirSync(workspace.path(folder));
  for (const [name, text] of Object.entries(files)) {
    workspace.write(`${folder}/${name}`, text);
    if (text.startsWith("#!")) chmodSync(workspace.path(`${folder}/${name}`), 0o755);
  }
  return workspace.path(folder);
}

function read(directory: string, taken: readonly string[] = []): DropIn[] {
  return readDropIns({ directory, taken, env: { PATH: "/usr/bin", SECRET: "x" } });
}

function messages(dropIns: readonly DropIn[]): string[] {
  return dropIns.flatMap(({ problems }) => problems.map(({ message }) => message.replaceAll(workspace.directory, ".")));
}

const manifest = (name: string, rest = ""): string =>
  `name = "${name}"\nversion = "1"\ncontract = 1\nruntime = "isolate"\nentry = "index.js"\n${rest}`;

describe("the drop-in folder", () => {
  test("a folder, a script and an executable join in name order", () => {
    const directory = dropIn({
      "b.isolate.js": "export default {}",
      "c.module.ts": "export default {}",
      "d.sh": "#!/bin/sh\n",
      "a/plugin.toml": manifest("a"),
      "a/index.js": "export default {}",
    });
    expect(read(directory).map(({ spec }) => spec)).toMatchObject([
      { name: "a", runtime: "isolate", entry: `${directory}/a/index.js`, sources: [`${directory}/a`] },
      {
        name: "b",
        runtime: "isolate",
        entry: `${directory}/b.isolate.js`,
        sources: [`${directory}/b.isolate.js`],
        fetch: [],
      },
      { name: "c", runtime: "module", entry: `${directory}/c.module.ts`, timeoutMs: 10_000 },
      { name: "d", runtime: "exec", command: ["./d.sh"], mode: "once", directory, env: { PATH: "/usr/bin" } },
    ]);
  });

  test("editors' files, dot files and the versions of a ConfigMap mount are left alone", () => {
    const directory = dropIn({
      ".hidden.isolate.js": "",
      "a.isolate.js~": "",
      ".a.isolate.js.swp": "",
      "a.isolate.js.swp": "",
      "..2026_11_22/mounted.isolate.js": "export default {}",
    });
    symlinkSync("..2026_11_22", `${directory}/..data`);
    symlinkSync("..data/mounted.isolate.js", `${directory}/mounted.isolate.js`);
    expect(read(directory).map(({ name }) => name)).toEqual(["mounted"]);
  });

  test("a broken entry is told, and the others are none the worse for it", () => {
    const directory = dropIn({
      "a/plugin.toml": manifest("b"),
      "a/index.js": "",
      "good.isolate.js": "export default {}",
      "plain.sh": "echo not executable\n",
      "not_a_name.isolate.js": "",
    });
    const dropIns = read(directory);
    expect(dropIns.filter(({ spec }) => spec !== undefined).map(({ name }) => name)).toEqual(["good"]);
    expect(messages(dropIns)).toEqual([
      `Expected \`name\` to be "a", its folder's name, got \`"b"\` (string) in ./handlers-${count}.d/a/plugin.toml:1`,
      `Expected the plugin's name to be a name of letters, digits and "-" that begins with a letter, got \`not_a_name\` of ./handlers-${count}.d/not_a_name.isolate.js`,
      `Expected a plugin in the drop-in folder, got ./handlers-${count}.d/plain.sh`,
    ]);
  });

  test("a name that a handler of the configuration or an earlier entry has is refused", () => {
    const directory = dropIn({ "log.isolate.js": "", "twice.isolate.js": "", "twice.sh": "#!/bin/sh\n" });
    expect(messages(read(directory, ["log"]))).toEqual([
      `Expected a handler's name that is not taken, got \`log\` of ./handlers-${count}.d/log.isolate.js`,
      `Expected a handler's name that is not taken, got \`twice\` of ./handlers-${count}.d/twice.sh`,
    ]);
  });

  test("a plugin that cannot do without a setting says where to put it", () => {
    const directory = dropIn({
      "a/plugin.toml": manifest(
        "a",
        '[settings]\nrequired = ["token"]\n[settings.properties.token]\ntype = "string"\n',
      ),
      "a/index.js": "",
    });
    const [problem] = read(directory)[0]?.problems ?? [];
    expect(problem).toMatchObject({
      code: "KW_SETTINGS_INVALID",
      message: `Expected \`token\` to be a string, got nothing in ${directory}/a/plugin.toml`,
      mend: expect.stringContaining("pluginDirs") as string,
    });
  });

  test("an entry that vanishes while the folder is read is none", () => {
    const directory = dropIn({ "a.isolate.js": "" });
    symlinkSync("gone.isolate.js", `${directory}/dangling.isolate.js`);
    renameSync(`${directory}/a.isolate.js`, `${directory}/b.isolate.js`);
    expect(read(directory).map(({ name }) => name)).toEqual(["b"]);
  });
});
