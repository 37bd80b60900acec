import type { Logger } from "../../../sdk/index.ts";
import type { Clock } from "../../time/clock.ts";
import type { IsolateSpec } from "../handler-spec.ts";
import { type GrantedFetch, grantFetch } from "./granted-fetch.ts";
import { Quarantine } from "./quarantine.ts";
import { splitSettings } from "./secret-settings.ts";

/** How long a plugin that could not be loaded is not loaded again, at first and at most, in milliseconds. */
const loadPause = { firstMs: 1000, longestMs: 60_000 };

/** A handler that lives in the sandbox: an isolate of its own there, whichever process that is at the time. */
export class Tenant {
  readonly spec: IsolateSpec;
  readonly log: Logger;
  readonly fetch: GrantedFetch;
  readonly quarantine: Quarantine;
  /** What all its calls share, as JSON text; its secrets are not in it. */
  readonly facts: string;
  readonly #clock: Clock;
  #failedLoad: { readonly error: unknown; readonly until: number } | undefined;
  #loadPauseMs = loadPause.firstMs;

  constructor(spec: IsolateSpec, log: Logger, clock: Clock) {
    const { visible, secrets } = splitSettings(spec.settings, spec.secretSettings);
    this.spec = spec;
    this.log = log;
    this.fetch = grantFetch(spec, secrets);
    this.quarantine = new Quarantine(spec.name, clock);
    this.facts = JSON.stringify({ handler: spec.name, settings: visible });
    this.#clock = clock;
  }

  /** Throws why its plugin could not be loaded, if that was a moment ago. */
  refuseLoad(): void {
    if (this.#failedLoad !== undefined && this.#clock.now() < this.#failedLoad.until) throw this.#failedLoad.error;
  }

  loaded(): void {
    this.#failedLoad = undefined;
    this.#loadPauseMs = loadPause.firstMs;
  }

  notLoaded(error: unknown): void {
    this.#failedLoad = { error, until: this.#clock.now() + this.#loadPauseMs };
    this.#loadPauseMs = Math.min(this.#loadPauseMs * 2, loadPause.longestMs);
  }
}
