import { KwatchmanError } from "../errors/kwatchman-error.ts";
import type { HostLog } from "../observe/log.ts";
import { culpritOf, placeOf } from "../runtimes/module/blame.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import { exitCodes } from "./exit-codes.ts";

/** What there is to be done when the host crashes. */
export interface CrashOptions {
  readonly log: HostLog;
  /** Those that may be running. */
  readonly handlers: () => readonly HandlerSpec[];
  /** Saves what can be saved without waiting: what was handled before is right, whatever happened since. Never throws. */
  readonly flush: () => void;
}

/**
 * Ends the process when something is thrown, or rejected, where nobody catches it: what state the host is in then, nobody
 * knows. Says why, at fatal, and whose plugin it was. What was not handled comes again after the next start. Returns what puts
 * Node's own way back.
 */
export function exitOnCrash({ log, handlers, flush }: CrashOptions): () => void {
  const onCrash = (cause: unknown): void => {
    const culprit = culpritOf(cause, handlers());
    const whose = culprit === undefined ? {} : { handler: culprit.name, plugin: culprit.plugin };
    flush();
    log.fatal("crashed", { ...whose, error: crashError(cause, culprit) });
    process.exit(exitCodes.failure);
  };
  process.on("uncaughtException", onCrash);
  process.on("unhandledRejection", onCrash);
  return () => {
    process.off("uncaughtException", onCrash);
    process.off("unhandledRejection", onCrash);
  };
}

function crashError(cause: unknown, culprit: HandlerSpec | undefined): KwatchmanError {
  if (culprit === undefined) {
    return new KwatchmanError("KW_HOST_CRASHED", "Expected every error to be caught, one was not", { cause });
  }
  const { name, plugin } = culprit;
  const place = placeOf(cause, culprit);
  return new KwatchmanError(
    "KW_PLUGIN_CRASHED",
    `Expected plugin \`${plugin}\` of handler \`${name}\` to catch its errors, one was not caught${place === undefined ? "" : `, at ${place}`}`,
    { cause, mend: "Await every promise in `handle`, and catch what timers and listeners throw." },
  );
}
