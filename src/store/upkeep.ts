import type { Logger } from "../../sdk/index.ts";
import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";
import type { IsWatched, Store } from "./store.ts";

export interface UpkeepOptions {
  readonly store: Store;
  /** Finds out which cluster it is; rejects where that cannot be found out. */
  readonly identity: (signal: AbortSignal) => Promise<string>;
  readonly isWatched: IsWatched;
  readonly log: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const everyMs = 3_600_000;

/** Clears out what is too old, at the start and then every hour, until the signal is aborted. Never rejects. */
export async function keepUpStore({ store, identity, isWatched, log, clock, signal }: UpkeepOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      store.deadLetters.dropOld(clock.now());
      store.forgetUnwatched(await identity(signal), isWatched, clock.now());
    } catch (error) {
      if (!signal.aborted) log.debug("store not cleared out", { error });
    }
    await pause(everyMs, signal, clock);
  }
}
