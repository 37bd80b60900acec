import { join } from "node:path";
import type { FromSandbox, GuestError, LossReason } from "../../sandbox/protocol.ts";
import { limits } from "../../sandbox/limits.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { answerTooLarge } from "../answer-text.ts";
import type { IsolateSpec } from "../handler-spec.ts";
import { InterruptedCall } from "../interrupted-call.ts";
import type { PluginFileError } from "./plugin-files.ts";

/** What a plugin threw in its isolate, as an error of this process: its own name, code and wishes, and its own lines. */
export class GuestFailure extends Error {
  override readonly name: string;
  readonly code: string | undefined;
  readonly retryable: boolean | undefined;
  readonly retryAfterMs: number | undefined;

  constructor({ name, message, code, retryable, retryAfterMs, stack }: GuestError, directory: string) {
    super(message);
    this.name = name;
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
    const own = stack === undefined ? "" : `\n${withFolder(stack, directory)}`;
    this.stack = `${name}: ${message}${own}`;
  }
}

/** Names each file of a stack by its whole path. */
function withFolder(stack: string, directory: string): string {
  return stack.replaceAll(/[^\s()]+:\d+:\d+/g, (place) => join(directory, place));
}

/** Why a plugin could not be loaded. */
export function loadFailure(spec: IsolateSpec, error: GuestError): KwatchmanError {
  const { name, message, stack = "" } = error;
  const [place] = /[^\s()]+:\d+:\d+/.exec(stack) ?? [];
  const where = place === undefined ? spec.entry : join(spec.directory, place);
  const told =
    name === "DefaultExport"
      ? `Expected ${spec.entry} ${message}`
      : `Expected ${spec.entry} to be loaded, it failed at ${where}: ${name}: ${message}`;
  return new KwatchmanError("KW_PLUGIN_LOAD", told, {
    fields: { handler: spec.name, plugin: spec.plugin, file: spec.entry },
  });
}

/** Why its entry cannot be had. */
export function fileFailure(spec: IsolateSpec, { message, place }: PluginFileError): KwatchmanError {
  if (place === undefined) return loadFailure(spec, { name: "Error", message });
  return loadFailure(spec, { name: "SyntaxError", message, stack: `    at ${place}` });
}

/** The answer is not what may be one. */
export function unfitAnswer({ why, detail }: Extract<FromSandbox, { readonly type: "unfit" }>): KwatchmanError {
  if (why === "tooLarge") return answerTooLarge(`more than ${limits.resultBytes}`);
  return new KwatchmanError("KW_RESULT_INVALID", `Expected the result to be JSON, it is not: ${detail}`);
}

/** A call came to nothing by another's doing. */
export function interrupted({ name, plugin }: IsolateSpec): InterruptedCall {
  return new InterruptedCall(`A call of handler \`${name}\` was interrupted: another one brought its isolate down`, {
    fields: { handler: name, plugin },
  });
}

const inWords: Readonly<Record<LossReason, (spec: IsolateSpec) => string>> = {
  cpu: ({ limits: { cpuMs } }) => `use at most ${cpuMs} ms of processor time, it used more`,
  memory: ({ limits: { memoryBytes } }) => `use at most ${memoryBytes / 1024 / 1024} MiB of memory, it used more`,
  unresponsive: () => "leave its isolate when its time was over, it did not",
  unstoppable: () => "stop when its isolate was disposed of, it did not",
  catastrophe: ({ limits: { memoryBytes } }) =>
    `use at most ${memoryBytes / 1024 / 1024} MiB of memory, it used so much that V8 gave up`,
  flood: () => `ask the host at most ${limits.asks} times, it went on`,
};

/** A call, or the loading of a plugin, broke a limit. */
export function limitBroken(spec: IsolateSpec, reason: LossReason, what: "a call" | "the loading"): KwatchmanError {
  return new KwatchmanError(
    "KW_ISOLATE_LIMIT",
    `Expected ${what} of handler \`${spec.name}\` to ${inWords[reason](spec)}`,
    { fields: { handler: spec.name, plugin: spec.plugin, reason } },
  );
}

/** A call, or the loading of a plugin, was alone in the sandbox when that came to its end. */
export function sandboxCrashed(spec: IsolateSpec, why: string, what: "a call" | "the loading"): KwatchmanError {
  return new KwatchmanError(
    "KW_ISOLATE_CRASHED",
    `Expected ${what} of handler \`${spec.name}\` to leave the sandbox alive, it did not: ${why}`,
    { fields: { handler: spec.name, plugin: spec.plugin } },
  );
}
