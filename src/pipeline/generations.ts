import type { Handler } from "../runtimes/handler.ts";
import type { Chain } from "./chain.ts";
import type { Breaker } from "./chain/breaker.ts";

/** The chains that have been in place, one after the other. Events in flight end on the chain they began with. */
export class Generations {
  #current: Chain;
  #number = 1;
  /** Those that may still have events in flight. */
  readonly #living = new Set<Chain>();
  readonly #retiring = new Set<Promise<void>>();

  constructor(first: Chain) {
    this.#current = first;
    this.#living.add(first);
  }

  /** The one that events begin on now. */
  get current(): Chain {
    return this.#current;
  }

  /** 1 is the one that the host began with. */
  get number(): number {
    return this.#number;
  }

  /** The handlers of all generations that may still be called. */
  handlers(): ReadonlySet<Handler> {
    return new Set([...this.#living].flatMap((chain) => chain.handlers));
  }

  /** The breakers of the same, those of the current chain last. */
  breakers(): ReadonlySet<Breaker> {
    return new Set([...this.#living].flatMap((chain) => chain.breakers));
  }

  /**
   * Puts the next chain in place, at once. Resolves when its `reload` hook has been told.
   *
   * @param onRetired called when the last event of the one before has come to its end
   */
  async replace(next: Chain, onRetired: () => Promise<void>): Promise<void> {
    const before = this.#current;
    this.#current = next;
    this.#number += 1;
    this.#living.add(next);
    const retiring = this.#retire(before, "reloaded").then(onRetired);
    this.#retiring.add(retiring);
    void retiring.finally(() => this.#retiring.delete(retiring));
    await next.hooks.reload.promise({ generation: this.#number });
  }

  /** Tells the `stop` hook of each why, when none has an event in flight any more. */
  async close(reason: string): Promise<void> {
    await Promise.all(this.#retiring);
    await this.#retire(this.#current, reason);
  }

  async #retire(chain: Chain, reason: string): Promise<void> {
    await chain.idle();
    await chain.hooks.stop.promise({ reason });
    this.#living.delete(chain);
  }
}
