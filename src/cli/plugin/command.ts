import { Command, InvalidArgumentError, Option } from "commander";
import { eventNames } from "../../../sdk/samples/named-events.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { ConformFlags } from "./conform.ts";
import type { NewFlags } from "./new.ts";
import type { RunFlags } from "./run.ts";
import type { SettingsFlags } from "./settings.ts";
import { templates } from "./templates/templates.ts";

/** `kwatchman plugin` with its commands: for those who write one. */
export function pluginCommand(env: NodeJS.ProcessEnv, done: (exitCode: ExitCode) => void): Command {
  return new Command("plugin")
    .description("for authors of plugins: new, check, run, conform")
    .addCommand(newCommand(done))
    .addCommand(
      withSettings(new Command("check"))
        .description("is its manifest right, and can it be loaded?")
        .argument("<plugin>", "its folder")
        .action(async (plugin: string, flags: SettingsFlags) => {
          const { checkPlugin } = await import("./check.ts");
          done(await checkPlugin(plugin, flags, env));
        }),
    )
    .addCommand(
      withSettings(withEvent(new Command("run")))
        .description("hand it one event in its real runtime, and show what it answers")
        .argument("<plugin>", "its folder, or a webhook's URL")
        .option("--attempt <number>", "which try of the event it is", positiveInteger, 1)
        .action(async (plugin: string, flags: RunFlags) => {
          const { runPlugin } = await import("./run.ts");
          done(await runPlugin(plugin, flags, env));
        }),
    )
    .addCommand(
      withSettings(withEvent(new Command("conform")))
        .description("send it what it will meet one day, and say what it gets wrong")
        .argument("<plugin>", "its folder, or a webhook's URL")
        .action(async (plugin: string, flags: ConformFlags) => {
          const { conformPlugin } = await import("./conform.ts");
          done(await conformPlugin(plugin, flags, env));
        }),
    );
}

function newCommand(done: (exitCode: ExitCode) => void): Command {
  const runtimes = Object.keys(templates);
  const languages = [...new Set(Object.values(templates).flatMap((known) => Object.keys(known)))];
  return (
    new Command("new")
      .description("write a small plugin that works, with a test")
      // Whoever names no runtime is shown which there are.
      .showHelpAfterError()
      .argument("<name>", "its name, and its folder's")
      .addOption(new Option("--runtime <runtime>", "how it is run").choices(runtimes).makeOptionMandatory())
      .addOption(new Option("--lang <language>", "what it is written in").choices(languages))
      .option("--dir <folder>", "where its folder is put", "my-plugins")
      .action(async (name: string, flags: NewFlags) => {
        const { newPlugin } = await import("./new.ts");
        done(await newPlugin(name, flags));
      })
  );
}

function withSettings(command: Command): Command {
  return command.addOption(
    new Option(
      "--settings <file|key=value>",
      "what would stand under [[handler]]: a file, or one key with a value, which may be JSON; more than once",
    )
      .argParser((text: string, before?: readonly string[]) => [...(before ?? []), text])
      .default([], "none"),
  );
}

function withEvent(command: Command): Command {
  return command.option(
    "--event <file|name>",
    `a file with an event in JSON, or one of ${eventNames.join(", ")}; NAME:add and NAME:delete, too`,
    "deployment",
  );
}

function positiveInteger(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number from 1 on.");
}
