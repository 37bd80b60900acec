import type { HandlerResult } from "../../../sdk/index.ts";
import type { DeadLetters } from "../../store/dead-letters.ts";
import { runChain, type RunChainOptions } from "../delivery/run-chain.ts";
import { deepFreeze } from "../event/deep-freeze.ts";
import type { Passage } from "../passage.ts";
import type { DeadLetterKeeper } from "./keep-dead-letters.ts";

/** What a redelivery is made with. */
export interface RedeliveryOptions extends RunChainOptions {
  readonly letters: DeadLetters;
  readonly deadLetters: DeadLetterKeeper;
}

/**
 * Runs a dead letter through the chain: it is gone when the chain ends, and kept if it fails again. Baselines have nothing
 * to do with it: they moved on when it became one. Rejects when the passage is given up; then it is as it was.
 */
export type Redeliver = (id: number, passage: Passage) => Promise<void>;

export function createRedelivery(options: RedeliveryOptions): Redeliver {
  const { letters, deadLetters, log } = options;
  return async (id, passage) => {
    const letter = letters.get(id);
    if (letter === undefined) return;
    const { attempts: attemptsBefore, firstFailedAt } = letter;
    const event = deepFreeze(letter.event);
    const results = new Map<string, HandlerResult>(letter.results);
    const defeat = await runChain({ event, kept: results, attemptsBefore, passage }, options);
    if (defeat !== undefined) {
      deadLetters.keepAgain(id, { event, ...defeat, firstFailedAt, results });
      return;
    }
    letters.remove(id);
    log.info("dead letter delivered", { letter: id, id: event.id, subject: event.subject });
  };
}
