import type { Logger } from "../../../sdk/index.ts";
import type { DeadLetterRequest, DeadLetters } from "../../store/dead-letters.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
import { CallSlots } from "../chain/step/call-slots.ts";
import type { Lanes } from "../lanes.ts";
import type { Redeliver } from "./redelivery.ts";

/** What users' requests are carried out with. */
export interface DeadLetterRequestsOptions {
  readonly letters: DeadLetters;
  readonly lanes: Pick<Lanes, "errand">;
  readonly redeliver: Redeliver;
  readonly log: Logger;
  readonly clock: Clock;
  /** Ends it: what is not carried out by then is left for the next start. */
  readonly signal: AbortSignal;
}

/** How often it is looked what users have asked for, in milliseconds. */
const lookEveryMs = 1000;

/** How many letters are on their way at once: each is read only when it is. */
const retriesAtOnce = 64;

/** Carries out what users ask to be done with dead letters, until the signal is aborted. Never rejects. */
export async function followDeadLetterRequests(options: DeadLetterRequestsOptions): Promise<void> {
  const { clock, signal } = options;
  const requests = new Requests(options);
  while (!signal.aborted) {
    requests.look();
    await pause(lookEveryMs, signal, clock);
  }
  await requests.ended();
}

class Requests {
  readonly #options: DeadLetterRequestsOptions;
  readonly #slots = new CallSlots(retriesAtOnce);
  readonly #retries = new Map<number, Promise<void>>();
  #isReadable = true;

  constructor(options: DeadLetterRequestsOptions) {
    this.#options = options;
  }

  /** Never throws: the file may be out of reach for a while. */
  look(): void {
    const { letters, log } = this.#options;
    try {
      for (const request of letters.takeRequests()) this.#take(request);
      this.#isReadable = true;
    } catch (error) {
      if (this.#isReadable) log.error("requests for dead letters cannot be read", { error });
      this.#isReadable = false;
    }
  }

  #take({ id, wanted, object }: DeadLetterRequest): void {
    if (this.#retries.has(id)) return;
    if (wanted === "drop") this.#drop(id);
    else this.#retries.set(id, this.#retry(id, object));
  }

  async ended(): Promise<void> {
    await Promise.all(this.#retries.values());
  }

  #drop(id: number): void {
    this.#options.letters.remove(id);
    this.#options.log.info("dead letter dropped", { letter: id });
  }

  /** Never rejects. */
  async #retry(id: number, { kind, namespace, name }: DeadLetterRequest["object"]): Promise<void> {
    const { lanes, redeliver, log, signal } = this.#options;
    const object = { resource: { kind }, namespace, name };
    try {
      await this.#slots.take(signal);
      try {
        await lanes.errand(object, (passage) => redeliver(id, passage));
      } finally {
        this.#slots.giveBack();
      }
    } catch (error) {
      if (!signal.aborted) log.error("dead letter could not be retried", { letter: id, error });
    } finally {
      this.#retries.delete(id);
    }
  }
}
