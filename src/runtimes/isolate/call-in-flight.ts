import { limits } from "../../sandbox/limits.ts";
import type { ToSandbox } from "../../sandbox/protocol.ts";
import { readAnswerText } from "../answer-text.ts";
import type { Occupant } from "./occupant.ts";
import type { Tenant } from "./tenant.ts";

/** One call that the sandbox has been given, with its requests. */
export class CallInFlight implements Occupant {
  readonly tenant: Tenant;
  readonly isolate: number;
  readonly call: number;
  readonly event: string;
  readonly #outcome = Promise.withResolvers<unknown>();
  readonly #fetches = new Map<number, AbortController>();
  #fetched = 0;

  constructor(tenant: Tenant, isolate: number, call: number, event: string) {
    this.tenant = tenant;
    this.isolate = isolate;
    this.call = call;
    this.event = event;
  }

  get outcome(): Promise<unknown> {
    return this.#outcome.promise;
  }

  /** @param result as JSON text; undefined if nothing was answered */
  answer(result: string | undefined): void {
    try {
      this.#outcome.resolve(result === undefined ? undefined : readAnswerText(result));
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.#outcome.reject(error);
  }

  /** Makes a request, and tells the sandbox what it came to. More than are allowed are not answered: the sandbox refuses them itself. */
  async fetch(fetch: number, request: string, send: (message: ToSandbox) => void): Promise<void> {
    if (this.#fetched >= limits.fetches || this.#fetches.size >= limits.fetchesInFlight) return;
    this.#fetched += 1;
    const controller = new AbortController();
    this.#fetches.set(fetch, controller);
    const answer = await this.tenant.fetch.fetch(request, controller.signal);
    if (this.#fetches.delete(fetch)) send({ type: "fetched", call: this.call, fetch, answer });
  }

  cancelFetch(fetch: number): void {
    this.#fetches.get(fetch)?.abort();
    this.#fetches.delete(fetch);
  }

  /** The call is over, and its requests with it. */
  end(): void {
    for (const fetch of this.#fetches.keys()) this.cancelFetch(fetch);
  }
}
