import type { Logger } from "../../../sdk/index.ts";
import type { DeadLetters, GivenUp } from "../../store/dead-letters.ts";
import type { Clock } from "../../time/clock.ts";
import { failureFields } from "../chain/handler-failure.ts";
import type { DeadLetterSink, UndeliveredEvent } from "../delivery/dead-letter-sink.ts";

/** Where they stay. */
export interface DeadLetterKeeper extends DeadLetterSink {
  /** A retry of a letter has failed. */
  keepAgain(id: number, undelivered: UndeliveredEvent): void;
}

/** What dead letters are kept with. */
export interface DeadLetterKeeperOptions {
  readonly letters: DeadLetters;
  readonly log: Logger;
  readonly clock: Pick<Clock, "now">;
  /** Makes a handler's message fit to be kept. */
  readonly hideSecrets: (text: string) => string;
  /** Whether the log has the events, too: where the letters do not outlive the process. */
  readonly logsEvents: boolean;
}

/** Keeps dead letters, and says of each that there is one, at error level. */
export function keepDeadLetters({
  letters,
  log,
  clock,
  hideSecrets,
  logsEvents,
}: DeadLetterKeeperOptions): DeadLetterKeeper {
  const givenUp = ({ failure, firstFailedAt, results }: UndeliveredEvent): GivenUp => ({
    handler: failure.handler,
    error: { code: failure.code, message: hideSecrets(failure.message) },
    attempts: failure.attempt,
    firstFailedAt,
    lastFailedAt: clock.now(),
    results,
  });
  return {
    add(undelivered) {
      const { event, failure } = undelivered;
      const letter = letters.add({ event, ...givenUp(undelivered) });
      log.error("dead letter", { ...failureFields(failure), letter, ...(logsEvents && { event }) });
    },
    keepAgain(id, undelivered) {
      letters.keepAgain(id, givenUp(undelivered));
      log.error("dead letter failed again", { ...failureFields(undelivered.failure), letter: id });
    },
  };
}
