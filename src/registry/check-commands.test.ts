import { chmodSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ProblemsError } from "../errors/problems.ts";
import { Workspace } from "./fixtures/workspace.ts";

const env = { PATH: "/usr/bin:/bin" };
let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  workspace.write("run.sh", "#!/bin/sh\n");
  workspace.write("plain.sh", "#!/bin/sh\n");
  workspace.write("windows.sh", "#!/bin/sh\r\n");
  workspace.write("python.py", "#!/usr/bin/env python9\n");
  for (const file of ["run.sh", "windows.sh", "python.py"]) chmodSync(workspace.path(file), 0o755);
});
afterAll(() => workspace.remove());

const handler = (command: string, more = ""): string =>
  `[[resource]]\nkind = "pod"\n[[handler]]\nname = "page"\nruntime = "exec"\ncommand = ["${command}"]\n${more}`;

test.each(["./run.sh", "sh", "/bin/sh"])("a program that is there is right: %s", async (command) => {
  expect((await workspace.load("right.toml", handler(command), env)).handlers).toMatchObject([{ command: [command] }]);
});

test.each([
  {
    program: "./none.sh",
    says: 'to be an executable file, got `"./none.sh"` (string) in config.toml:6',
    mend: "There is no file FOLDER/none.sh.",
  },
  {
    program: "./plain.sh",
    says: 'to be an executable file, got `"./plain.sh"` (string) in config.toml:6',
    mend: "chmod +x FOLDER/plain.sh",
  },
  {
    program: "run.sh",
    says: 'to be a program that is found on PATH, got `"run.sh"` (string) in config.toml:6',
    mend: 'A file of the handler\'s own folder is written "./run.sh".',
  },
  {
    program: "none",
    says: 'to be a program that is found on PATH, got `"none"` (string) in config.toml:6',
    mend: "PATH is /usr/bin:/bin.",
  },
  {
    program: "./windows.sh",
    says: 'to be a script whose lines end as they do on Unix, got `"./windows.sh"` (string) in config.toml:6',
    mend: "The first line of FOLDER/windows.sh ends in CR LF, so that its interpreter is not found: sed -i 's/\\r$//' FOLDER/windows.sh",
  },
  {
    program: "./python.py",
    says: 'to be a script whose interpreter is there, got `"./python.py"` (string) in config.toml:6',
    mend: "FOLDER/python.py asks for python9 in its first line.",
  },
])("a handler's program that cannot be started is told: $program", async ({ program, says, mend }) => {
  expect(await problems(handler(program))).toEqual([
    {
      code: "KW_CONFIG_INVALID",
      message: `Expected \`handler[0].command[0]\` ${says}`,
      mend: mend.replaceAll("FOLDER", workspace.directory),
    },
  ]);
});

test("a handler's own PATH is the one that counts", async () => {
  const [problem] = await problems(handler("sh", 'env = { PATH = "/nowhere" }\n'));

  expect(problem?.mend).toBe("PATH is /nowhere.");
});

test("a plugin's program that cannot be started is told once, with its place in the manifest", async () => {
  workspace.write(
    "plugins/page/plugin.toml",
    'name = "page"\nversion = "1.0.0"\ncontract = 1\nruntime = "exec"\ncommand = ["./none.sh"]\n',
  );
  const config = `pluginDirs = ["plugins"]\n[[resource]]\nkind = "pod"\n[[handler]]\nname = "a"\nplugin = "page"\n[[handler]]\nname = "b"\nplugin = "page"\n`;

  expect(await problems(config)).toEqual([
    {
      code: "KW_MANIFEST_INVALID",
      message:
        'Expected `command[0]` to be an executable file, got `"./none.sh"` (string) in plugins/page/plugin.toml:5',
      mend: `There is no file ${workspace.path("plugins/page/none.sh")}.`,
    },
  ]);
});

async function problems(text: string) {
  try {
    await workspace.load("config.toml", text, env);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(({ code, message, mend }) => ({
      code,
      message: message.replaceAll(`${workspace.directory}/`, ""),
      mend,
    }));
  }
  return [];
}
