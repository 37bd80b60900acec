import { Command, CommanderError } from "commander";
import { didYouMean } from "../config/schema/nearest.ts";
import { deadLettersCommand } from "./dead-letters/command.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { configFlag, type Flags, httpAddressFlag, sharedFlags } from "./flags.ts";
import type { HealthFlags } from "./health.ts";
import { pluginCommand } from "./plugin/command.ts";
import { rbacCommand } from "./rbac/command.ts";
import { reportError } from "./report-error.ts";
import { version } from "../version.ts";

/** Runs one command line; resolves with the exit code. Arguments are those after the program's name. */
export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(env, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    // --help and --version come here with 0, every mistake with 1; commander has told them already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    return reportError(error);
  }
}

/** All commands with their flags, as docs/cli.md has them. Each tells, when it is done, its exit code. */
export function createProgram(env: NodeJS.ProcessEnv, done: (exitCode: ExitCode) => void): Command {
  // Each command is imported when it is called: --help and mistakes need none of them.
  const commands = [
    withSharedFlags("run", "watch, and pass every change through the handlers (the default)")
      .allowExcessArguments()
      .action(async (flags: Flags, command: Command) => {
        refuseWords(command);
        const { run } = await import("./run.ts");
        done(await run(flags, env));
      }),
    withSharedFlags("check", "is the configuration right, and may all of it be watched?")
      .option("--json", "print the findings for machines")
      .action(async (flags: Flags & { json?: true }) => {
        const { check } = await import("./check.ts");
        done(await check(flags, env));
      }),
    rbacCommand(env, done),
    deadLettersCommand(env),
    pluginCommand(env, done),
    new Command("health")
      .description("is the host with this configuration alive? for the health check of a container")
      .addOption(configFlag())
      .addOption(httpAddressFlag())
      .option("--ready", "is it ready, too?")
      .action(async (flags: HealthFlags) => {
        const { health } = await import("./health.ts");
        done(await health(flags, env));
      }),
    new Command("demo").description("show the main job on an embedded cluster, in seconds").action(async () => {
      const { demo } = await import("./demo.ts");
      done(await demo());
    }),
  ];
  const program = new Command("kwatchman")
    .description("Watches Kubernetes resources and passes every change through a chain of handlers.")
    .version(version);
  for (const command of commands) program.addCommand(command, { isDefault: command.name() === "run" });
  for (const command of [program, ...commands, ...commands.flatMap((each) => each.commands)])
    command.exitOverride().showSuggestionAfterError();
  return program;
}

function withSharedFlags(name: string, description: string): Command {
  const command = new Command(name).description(description);
  for (const flag of sharedFlags()) command.addOption(flag);
  return command;
}

/** A misspelt command comes to the default one as a word too many. */
function refuseWords(command: Command): void {
  const [word] = command.args;
  if (word === undefined) return;
  const names = command.parent?.commands.map((known) => known.name()) ?? [];
  command.error(
    `error: unknown command '${word}'${didYouMean(word, names, '"')}\nThe commands are ${names.join(", ")}.`,
  );
}
