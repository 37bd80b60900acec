import type { Logger } from "../../../sdk/index.ts";
import { fullJitter } from "../../time/backoff.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { Call } from "../handler.ts";
import type { LossReason } from "../../sandbox/protocol.ts";
import { untilAborted } from "../outgoing/until-aborted.ts";
import { GuestFailure } from "./failures.ts";
import type { Verdict } from "./occupant.ts";
import { Sandbox } from "./sandbox.ts";
import { Suspects } from "./suspects.ts";
import type { Tenant } from "./tenant.ts";

/** What sandboxes work with. */
export interface SandboxesOptions {
  readonly nativeFile: string;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** Stands for an event while a plugin is loaded. */
const loading = "";

/** The pause before another sandbox is started, if none of the last one's calls came to an answer. */
const restart = { firstMs: 100, maxMs: 10_000 };

/** The sandbox that all tenants share, started when one needs it; and one at a time for a call that may bring it down. */
export class Sandboxes {
  readonly #options: SandboxesOptions;
  readonly #suspects = new Suspects();
  readonly #closing = new AbortController();
  readonly #open = new Set<Sandbox>();
  #shared: Promise<Sandbox> | undefined;
  #failures = 0;
  /** Resolves when nobody is alone any more. */
  #alone: Promise<unknown> = Promise.resolve();

  constructor(options: SandboxesOptions) {
    this.#options = options;
  }

  /** Rejects as `Sandbox.load` does, with KW_ISOLATE_UNAVAILABLE, or with the signal's reason. */
  async load(tenant: Tenant, signal: AbortSignal): Promise<void> {
    tenant.refuseLoad();
    await untilAborted(
      this.#sharedSandbox().then((sandbox) => sandbox.load(tenant)),
      signal,
    );
  }

  /** Rejects as `Sandbox.call` does, or with KW_ISOLATE_UNAVAILABLE or KW_ISOLATE_QUARANTINED. */
  async call(tenant: Tenant, call: Call): Promise<unknown> {
    tenant.refuseLoad();
    tenant.quarantine.enter();
    try {
      const answer = await this.#callSomewhere(tenant, call);
      this.#acquit(tenant, call);
      return answer;
    } catch (error) {
      // What a plugin throws is an answer, too.
      if (error instanceof GuestFailure) this.#acquit(tenant, call);
      else tenant.quarantine.undecided();
      throw error;
    }
  }

  /** Lets go of the tenant's isolate. */
  unload(tenant: Tenant): void {
    for (const sandbox of this.#open) sandbox.unload(tenant);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("The sandbox is closed"));
    await Promise.all([...this.#open].map((sandbox) => sandbox.close()));
  }

  async #callSomewhere(tenant: Tenant, call: Call): Promise<unknown> {
    const isSuspect = this.#suspects.has(tenant, loading) || this.#suspects.has(tenant, call.event.event.id);
    if (isSuspect) return this.#callAlone(tenant, call);
    const sandbox = await untilAborted(this.#sharedSandbox(), call.signal);
    return untilAborted(sandbox.call(tenant, call), call.signal);
  }

  /** In a sandbox of its own, which is not kept: one such at a time. */
  async #callAlone(tenant: Tenant, call: Call): Promise<unknown> {
    const turn = this.#alone;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    this.#alone = turn.then(() => done);
    try {
      await untilAborted(turn, call.signal);
      const sandbox = this.#start();
      try {
        return await untilAborted(sandbox.call(tenant, call), call.signal);
      } finally {
        await sandbox.close();
      }
    } finally {
      resolve();
    }
  }

  #sharedSandbox(): Promise<Sandbox> {
    this.#shared ??= this.#startShared();
    return this.#shared;
  }

  async #startShared(): Promise<Sandbox> {
    try {
      const { clock, random } = this.#options;
      const { signal } = this.#closing;
      if (this.#failures > 0) await clock.sleep(fullJitter(restart, this.#failures, random), signal);
      const sandbox = this.#start();
      await sandbox.ready;
      void this.#untilEnd(sandbox);
      return sandbox;
    } catch (error) {
      this.#shared = undefined;
      this.#failures += 1;
      throw error;
    }
  }

  async #untilEnd(sandbox: Sandbox): Promise<void> {
    await sandbox.ended;
    this.#shared = undefined;
  }

  #start(): Sandbox {
    this.#closing.signal.throwIfAborted();
    const sandbox = new Sandbox(this.#options.nativeFile, {
      lost: (tenant, { reason }) => this.#tellLost(tenant, reason),
      crashed: (why, verdict) => this.#crashed(why, verdict),
    });
    this.#open.add(sandbox);
    void sandbox.ended.then(() => this.#open.delete(sandbox));
    return sandbox;
  }

  /** The call ended by itself: neither its event nor its handler is held against anybody any more. */
  #acquit(tenant: Tenant, { event }: Call): void {
    this.#failures = 0;
    this.#suspects.clear(tenant, loading);
    this.#suspects.clear(tenant, event.event.id);
    tenant.quarantine.survived();
  }

  #tellLost({ spec: { name, plugin } }: Tenant, reason: LossReason): void {
    this.#options.log.warn("an isolate broke a limit and was disposed of", { handler: name, plugin, reason });
  }

  #crashed(why: string, { culprit, suspects }: Verdict): void {
    const { log } = this.#options;
    this.#failures += 1;
    for (const { tenant, event } of [...suspects, ...(culprit === undefined ? [] : [culprit])]) {
      this.#suspects.add(tenant, event);
    }
    const handler = culprit?.tenant.spec.name;
    const names = [...new Set(suspects.map(({ tenant }) => tenant.spec.name))];
    log.warn("the sandbox came to a sudden end", { why, handler, suspects: names });
    const pauseMs = culprit?.tenant.quarantine.crashed();
    if (pauseMs !== undefined) {
      log.error("a handler is kept out of the sandbox, which it brought down", { handler, milliseconds: pauseMs });
    }
  }
}
