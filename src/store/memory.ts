import { randomBytes } from "node:crypto";
import type { Logger } from "../../sdk/index.ts";
import type { DeadLetterLimits } from "../config/config.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import { Baselines } from "./memory/baselines.ts";
import { noJournal } from "./memory/entries.ts";
import { MemoryDeadLetters } from "./memory/memory-dead-letters.ts";
import type { Store, StoreStatus } from "./store.ts";

export interface MemoryStoreOptions {
  /** @default 10,000, whatever their age */
  readonly deadLetters?: DeadLetterLimits;
  /** Told when dead letters are dropped. */
  readonly log?: Logger;
  /** @default the system's */
  readonly clock?: Pick<Clock, "now">;
}

const fallbackLimits: DeadLetterLimits = { count: 10_000, ageMs: Number.POSITIVE_INFINITY };
const silence = (): void => {};
const silentLog: Logger = { debug: silence, info: silence, warn: silence, error: silence };

/** How much JSON stays uncompressed, in characters: the objects put last, some 20,000 Deployments of 3.3 KB. */
const plainLimit = 64 * 1024 * 1024;

/** A store that lives and dies with the process. */
export function openMemoryStore(options: MemoryStoreOptions = {}): Store {
  return new MemoryStore(options);
}

class MemoryStore extends Baselines implements Store {
  readonly redactionKey = randomBytes(32);
  readonly deadLetters: MemoryDeadLetters;

  constructor({ deadLetters = fallbackLimits, log = silentLog, clock = systemClock }: MemoryStoreOptions) {
    super({ entries: [], journal: noJournal, now: () => clock.now(), plainLimit });
    this.deadLetters = new MemoryDeadLetters(deadLetters, log);
  }

  status(): StoreStatus {
    return { kind: "memory", pendingWrites: 0, failure: undefined };
  }

  flush(): void {
    // Nothing is to be written.
  }

  async close(): Promise<void> {
    // What is kept goes with the process.
  }
}
