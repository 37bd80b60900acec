import type { Logger } from "../../../sdk/index.ts";
import type { LossReason } from "../../sandbox/protocol.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { Call } from "../handler.ts";
import { InterruptedCall } from "../interrupted-call.ts";
import { untilAborted } from "../../time/until-aborted.ts";
import { GuestFailure } from "./failures.ts";
import type { Verdict } from "./occupant.ts";
import { Sandbox } from "./sandbox.ts";
import { SandboxSlot } from "./sandbox-slot.ts";
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

/** How long the second sandbox is kept when nobody needs it, in milliseconds. */
const keptMs = 30_000;

/** The sandbox that all tenants share; and a second one for calls that may bring it down, which are in there one at a time. */
export class Sandboxes {
  readonly #options: SandboxesOptions;
  readonly #suspects = new Suspects();
  readonly #closing = new AbortController();
  readonly #open = new Set<Sandbox>();
  readonly #shared: SandboxSlot;
  readonly #second: SandboxSlot;
  /** Resolves when nobody is in the second one. */
  #turn: Promise<unknown> = Promise.resolve();
  #emptying: NodeJS.Timeout | undefined;

  constructor(options: SandboxesOptions) {
    this.#options = options;
    const { clock, random } = options;
    const slot = { clock, random, start: () => this.#start(), signal: this.#closing.signal };
    this.#shared = new SandboxSlot(slot);
    this.#second = new SandboxSlot(slot);
  }

  /**
   * Sees that the tenant's plugin is loaded; again if others bring the sandbox down meanwhile. Rejects as `Sandbox.load` does,
   * with KW_ISOLATE_UNAVAILABLE, or with the signal's reason.
   */
  async load(tenant: Tenant, signal: AbortSignal): Promise<void> {
    for (;;) {
      tenant.refuseLoad();
      signal.throwIfAborted();
      try {
        const isSuspect = this.#suspects.has(tenant, loading);
        await this.#within(isSuspect, signal, (sandbox) => sandbox.load(tenant));
        return;
      } catch (error) {
        if (!(error instanceof InterruptedCall)) throw error;
      }
    }
  }

  /** Rejects as `Sandbox.call` does, or with KW_ISOLATE_UNAVAILABLE or KW_ISOLATE_QUARANTINED. */
  async call(tenant: Tenant, call: Call): Promise<unknown> {
    tenant.refuseLoad();
    tenant.quarantine.enter();
    try {
      const isSuspect = this.#suspects.has(tenant, loading) || this.#suspects.has(tenant, call.event.event.id);
      const answer = await this.#within(isSuspect, call.signal, (sandbox) => sandbox.call(tenant, call));
      this.#acquit(tenant, call);
      return answer;
    } catch (error) {
      // What a plugin throws is an answer, too.
      if (error instanceof GuestFailure) this.#acquit(tenant, call);
      else if (brokeLimit(error)) this.#tellKeptOut(tenant, tenant.quarantine.broke());
      else tenant.quarantine.undecided();
      throw error;
    }
  }

  /** Lets go of the tenant's isolates. */
  unload(tenant: Tenant): void {
    for (const sandbox of this.#open) sandbox.unload(tenant);
  }

  async close(): Promise<void> {
    clearTimeout(this.#emptying);
    this.#closing.abort(new Error("The sandbox is closed"));
    await Promise.all([...this.#open].map((sandbox) => sandbox.close()));
  }

  #within<Value>(isSuspect: boolean, signal: AbortSignal, use: (sandbox: Sandbox) => Promise<Value>): Promise<Value> {
    return isSuspect ? this.#alone(signal, use) : this.#beside(signal, use);
  }

  async #beside<Value>(signal: AbortSignal, use: (sandbox: Sandbox) => Promise<Value>): Promise<Value> {
    const sandbox = await untilAborted(this.#shared.get(), signal);
    const value = await untilAborted(use(sandbox), signal);
    this.#shared.proved();
    return value;
  }

  async #alone<Value>(signal: AbortSignal, use: (sandbox: Sandbox) => Promise<Value>): Promise<Value> {
    const before = this.#turn;
    const { promise: over, resolve: leave } = Promise.withResolvers<void>();
    this.#turn = before.then(() => over);
    clearTimeout(this.#emptying);
    try {
      await untilAborted(before, signal);
      const sandbox = await untilAborted(this.#second.get(), signal);
      const value = await untilAborted(use(sandbox), signal);
      this.#second.proved();
      return value;
    } finally {
      leave();
      clearTimeout(this.#emptying);
      this.#emptying = setTimeout(() => void this.#second.empty(), keptMs).unref();
    }
  }

  #start(): Sandbox {
    this.#closing.signal.throwIfAborted();
    const sandbox = new Sandbox(this.#options.nativeFile, {
      lost: (tenant, { reason }) => this.#tellLost(tenant, reason),
      crashed: (why, verdict) => this.#crashed(why, verdict),
    });
    this.#open.add(sandbox);
    void this.#untilEnd(sandbox);
    return sandbox;
  }

  async #untilEnd(sandbox: Sandbox): Promise<void> {
    await sandbox.ended;
    this.#open.delete(sandbox);
  }

  /** The call ended by itself: neither its event nor its handler is held against anybody any more. */
  #acquit(tenant: Tenant, { event }: Call): void {
    this.#suspects.clear(tenant, loading);
    this.#suspects.clear(tenant, event.event.id);
    tenant.quarantine.survived();
  }

  #tellLost({ spec: { name, plugin } }: Tenant, reason: LossReason): void {
    this.#options.log.warn("an isolate broke a limit and was disposed of", { handler: name, plugin, reason });
  }

  #crashed(why: string, { culprit, suspects }: Verdict): void {
    for (const { tenant, event } of culprit === undefined ? suspects : [culprit]) this.#suspects.add(tenant, event);
    const handler = culprit?.tenant.spec.name;
    const names = [...new Set(suspects.map(({ tenant }) => tenant.spec.name))];
    this.#options.log.warn("the sandbox came to a sudden end", { why, handler, suspects: names });
    if (culprit !== undefined) this.#tellKeptOut(culprit.tenant, culprit.tenant.quarantine.crashed());
  }

  #tellKeptOut({ spec: { name, plugin } }: Tenant, milliseconds: number | undefined): void {
    if (milliseconds === undefined) return;
    const fields = { handler: name, plugin, milliseconds };
    this.#options.log.error("a handler is kept out of the sandbox, which it brought down", fields);
  }
}

function brokeLimit(error: unknown): boolean {
  return error instanceof KwatchmanError && (error.code === "KW_ISOLATE_LIMIT" || error.code === "KW_ISOLATE_CRASHED");
}
