import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command, Option } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";

const documentation = readFileSync(resolve(import.meta.dirname, "../../docs/cli.md"), "utf8");
const program = createProgram({}, () => {});

test("every command is documented, and no other", () => {
  const [, usage = ""] = /^```sh\n(.*?)^```$/ms.exec(documentation) ?? [];
  const documented = usage.split("\n").flatMap((line) => /^kwatchman \[?(\w[\w-]*)/.exec(line)?.slice(1) ?? []);

  expect(documented).toEqual(program.commands.map((command) => command.name()));
});

test.each(["run", "check"])("every flag of %s is documented with its variable and default, and no other", (name) => {
  expect(
    rowsOf("Flags of `run` and `check`").map(([flag, variable, byDefault]) => [flag, variable, byDefault]),
  ).toEqual(
    flagsOf(name)
      .filter((flag) => flag.long !== "--json")
      .map((flag) => [flag.flags, flag.envVar ?? "", String(flag.defaultValue ?? "")]),
  );
});

test("every flag of rbac is documented with its variable and default, and no other", () => {
  expect(rowsOf("Flags of `rbac`").map(([flag, variable, byDefault]) => [flag, variable, byDefault])).toEqual(
    flagsOf("rbac").map((flag) => [flag.flags, flag.envVar ?? "", shownDefault(flag)]),
  );
});

test("every command of plugin is documented, and no other", () => {
  const documented = rowsOf("What `plugin` does").flatMap(([name = ""]) => /^plugin (\w+)/.exec(name)?.slice(1) ?? []);

  expect(documented).toEqual(commandOf("plugin").commands.map((command) => command.name()));
});

test("every flag of plugin's commands is documented with its default, and no other", () => {
  const commands = commandOf("plugin").commands;
  const documented = rowsOf("What `plugin` does").flatMap(([name = "", flag, byDefault]) =>
    commands.some((command) => command.name() === name) ? [[name, flag, byDefault]] : [],
  );
  const known = commands.flatMap((command) =>
    command.options.map((flag) => [
      command.name(),
      flag.flags,
      flag.defaultValueDescription ?? String(flag.defaultValue ?? ""),
    ]),
  );

  expect(documented).toEqual(known);
});

test("every flag of dead-letters' commands is documented with its variable and default, and no other", () => {
  const commands = commandOf("dead-letters").commands;
  const names = commands.map((command) => command.name());
  const known = commands.flatMap((command) =>
    command.options.map((flag) => [command.name(), flag.flags, flag.envVar ?? "", shownDefault(flag)].join(" | ")),
  );

  const documented = rowsOf("What `dead-letters` does").flatMap(([of = "", ...row]) =>
    (of === "each of them" ? names : of.split(", ")).map((name) => [name, ...row.slice(0, 3)].join(" | ")),
  );
  expect(documented.toSorted()).toEqual(known.toSorted());
});

test("every flag of health is documented with its variable and default, and no other", () => {
  expect(rowsOf("What `health` does").map(([flag, variable, byDefault]) => [flag, variable, byDefault])).toEqual(
    flagsOf("health").map((flag) => [flag.flags, flag.envVar ?? "", shownDefault(flag)]),
  );
});

test("the flags that only check has are documented", () => {
  const own = flagsOf("check").filter(({ long }) => flagsOf("run").every((flag) => flag.long !== long));

  expect(own.map(({ long }) => long)).toEqual(["--json"]);
  expect(documentation).toContain("`check --json`");
});

test("the choices of a flag are documented", () => {
  const meaning = rowsOf("Flags of `run` and `check`")
    .find(([flag]) => flag === "-z, --log-level <level>")
    ?.at(-1);
  const choices = flagsOf("run").find(({ long }) => long === "--log-level")?.argChoices;

  expect(meaning?.match(/\w+/g)?.filter((word) => word !== "or")).toEqual(choices);
});

test("every exit code is documented, and no other", () => {
  expect(rowsOf("Exit codes").map(([code]) => Number(code))).toEqual(Object.values(exitCodes));
});

/** As --help shows it; a flag that is set unless it is switched off has none to show. */
function shownDefault({ defaultValue, defaultValueDescription }: Option): string {
  if (typeof defaultValue === "string") return defaultValue;
  return typeof defaultValue === "object" ? (defaultValueDescription ?? "") : "";
}

function flagsOf(name: string): readonly Option[] {
  return commandOf(name).options;
}

function commandOf(name: string): Command {
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) throw new Error(`Expected a command ${name}`);
  return command;
}

/** The rows of a section's table, less its head, as plain text. */
function rowsOf(title: string): string[][] {
  const section = documentation.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
  const [, , ...rows] = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.replaceAll("`", "").replaceAll("\\|", "|").trim()),
  );
}
