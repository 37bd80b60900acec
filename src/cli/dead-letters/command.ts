import { Command, InvalidArgumentError } from "commander";
import type { DeadLetterRequest } from "../../store/dead-letters.ts";
import { configFlag } from "../flags.ts";
import type { DeadLetterFlags } from "./actions.ts";

/** `kwatchman dead-letters` with its commands. */
export function deadLettersCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command("dead-letters").description(
    "events that handlers could not take: list, show, retry, drop",
  );
  command.addCommand(
    withFlags(new Command("list").description("all of them, the oldest first")).action(
      async (flags: DeadLetterFlags) => {
        const { listLetters } = await import("./actions.ts");
        await listLetters(flags, env);
      },
    ),
  );
  command.addCommand(
    withFlags(new Command("show").description("one of them, with its event"))
      .argument("<id>", "its number", letterId)
      .action(async (id: number, flags: DeadLetterFlags) => {
        const { showLetter } = await import("./actions.ts");
        await showLetter(id, flags, env);
      }),
  );
  command.addCommand(markingCommand("retry", "hand them to the handlers again", env));
  command.addCommand(markingCommand("drop", "give them up for good", env));
  return command;
}

function markingCommand(wanted: DeadLetterRequest["wanted"], description: string, env: NodeJS.ProcessEnv): Command {
  return withFlags(new Command(wanted).description(description))
    .argument("[id...]", "their numbers", (text: string, before?: readonly number[]) => [
      ...(before ?? []),
      letterId(text),
    ])
    .option("--all", "all that there are")
    .action(async (ids: readonly number[] = [], flags: DeadLetterFlags & { all?: true }, command: Command) => {
      if (ids.length > 0 === (flags.all === true)) command.error("error: name dead letters by their ids, or say --all");
      const { markLetters } = await import("./actions.ts");
      await markLetters(flags.all ? "all" : ids, wanted, flags, env);
    });
}

function withFlags(command: Command): Command {
  return command.addOption(configFlag()).option("--json", "print it for machines");
}

function letterId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected the number of a dead letter.");
}
