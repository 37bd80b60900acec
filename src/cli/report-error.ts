import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { ProblemsError } from "../errors/problems.ts";
import { createMask } from "../observe/mask.ts";
import { onItsLines } from "../observe/terminal-text.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { problemText } from "./problem-text.ts";

/** Codes of mistakes in what the user gave: exit 2. */
const userMistakes: ReadonlySet<string> = new Set([
  "KW_CONFIG_NOT_FOUND",
  "KW_DEAD_LETTER_UNKNOWN",
  "KW_KIND_NOT_WATCHABLE",
  "KW_KIND_UNKNOWN",
  "KW_KUBECONFIG",
  "KW_PLUGIN_LOAD",
  "KW_SELECTOR_REFUSED",
  "KW_USAGE",
]);

/** Says on standard error what ended a command, the secrets masked, and gives back the exit code that belongs to it. */
export function reportError(error: unknown, secrets: readonly string[] = []): ExitCode {
  process.stderr.write(`${onItsLines(createMask(secrets).text(describeError(error)))}\n`);
  return exitCodeOf(error);
}

/** Each problem with its code and its remedy; other errors with their causes. */
function describeError(error: unknown): string {
  if (error instanceof ProblemsError) return error.problems.map(problemText).join("\n");
  if (error instanceof KwatchmanError) {
    const { code, mend } = error;
    return problemText({ code, message: withCauses(error), mend });
  }
  if (error instanceof DOMException && error.name === "AbortError") return `stopped: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ProblemsError) return exitCodes.usage;
  if (error instanceof KwatchmanError && userMistakes.has(error.code)) return exitCodes.usage;
  return exitCodes.failure;
}

function withCauses(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error) || error.message.includes(cause.message)) return error.message;
  return `${error.message}: ${withCauses(cause)}`;
}
