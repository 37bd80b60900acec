import type { KwatchmanEvent, Logger } from "../../sdk/index.ts";
import type { HandlerFailure } from "./handler-failure.ts";

/** An event that was given up, and why. */
export interface DeadLetter {
  /** As it entered the chain. */
  readonly event: KwatchmanEvent;
  readonly failure: HandlerFailure;
}

/** Where events go that were given up. */
export interface DeadLetterSink {
  /** The object's baseline moves on once this has returned, or resolved. */
  add(letter: DeadLetter): void | Promise<void>;
}

/** Keeps no dead letters but those in the log: each whole, at error level. */
export function logDeadLetters(log: Logger): DeadLetterSink {
  return {
    add({ event, failure }) {
      log.error("dead letter", { ...failureFields(failure), event });
    },
  };
}

/** What every line about a failed handler says. */
export function failureFields(failure: HandlerFailure): Readonly<Record<string, unknown>> {
  const { handler, eventId, subject, attempt } = failure;
  return { handler, id: eventId, subject, attempt, error: failure };
}
