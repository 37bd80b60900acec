import type { FromSandbox, Loss, ToSandbox } from "../../sandbox/protocol.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { Call } from "../handler.ts";
import { CallInFlight } from "./call-in-flight.ts";
import { GuestFailure, interrupted, limitBroken, loadFailure, sandboxCrashed, unfitAnswer } from "./failures.ts";
import { writeLines } from "./guest-log.ts";
import { LoadInFlight } from "./load-in-flight.ts";
import { spareBytes, watchMemory } from "./memory-watch.ts";
import { type Accused, judge, type Occupant, type Verdict } from "./occupant.ts";
import { type SandboxProcess, startSandboxProcess } from "./sandbox-process.ts";
import type { Tenant } from "./tenant.ts";

/** How long the process may take to start. */
const startMs = 10_000;
/** How long after a call's time the sandbox may take to say that the call is over. */
const abandonMs = 2000;

/** What a sandbox tells of itself. */
export interface SandboxObserver {
  /** An isolate broke a limit and was disposed of. */
  lost(tenant: Tenant, loss: Loss): void;
  /** The process ended, and was not asked to. */
  crashed(why: string, verdict: Verdict): void;
}

/** What is done about each message of the sandbox's. */
type Heeding = {
  readonly [Type in FromSandbox["type"]]: (message: Extract<FromSandbox, { readonly type: Type }>) => void;
};

// Never given twice, whatever sandbox they are used in.
let lastIsolate = 0;
let lastCall = 0;

/** One process that holds isolates, from its start to its end. */
export class Sandbox {
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly #process: SandboxProcess;
  readonly #observer: SandboxObserver;
  readonly #tenants = new Map<Tenant, LoadInFlight>();
  readonly #loads = new Map<number, LoadInFlight>();
  readonly #calls = new Map<number, CallInFlight>();
  /** Who broke a limit, by isolate. */
  readonly #evicted = new Map<number, Accused>();
  readonly #ready = Promise.withResolvers<void>();
  #lastWords: Loss | undefined;
  #isClosed = false;
  #isOver = false;

  constructor(nativeFile: string, observer: SandboxObserver) {
    this.#observer = observer;
    this.#process = startSandboxProcess({ nativeFile, heed: (message) => this.#heed(message) });
    const clock = setTimeout(() => this.#process.kill(`it did not start within ${startMs} ms`), startMs);
    // Those who need it hear of it from `ready`; until somebody does, nobody has to know that it did not start.
    this.#ready.promise.catch(() => {}).finally(() => clearTimeout(clock));
    this.ended = this.#watch();
  }

  /** Rejects with KW_ISOLATE_UNAVAILABLE if the process does not start. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /**
   * Has the tenant's plugin loaded, if it is not; resolves with its isolate. Rejects with KW_PLUGIN_LOAD, KW_ISOLATE_LIMIT,
   * KW_ISOLATE_CRASHED or InterruptedCall.
   */
  async load(tenant: Tenant): Promise<number> {
    if (this.#isOver) throw interrupted(tenant.spec);
    const load = this.#tenants.get(tenant) ?? this.#beginLoad(tenant);
    await load.outcome;
    return load.isolate;
  }

  /** Rejects as `load` does, and with what the plugin threw, KW_RESULT_TOO_LARGE, KW_RESULT_INVALID, or the signal's reason. */
  async call(tenant: Tenant, { event, attempt, deadline, signal }: Call): Promise<unknown> {
    const isolate = await this.load(tenant);
    signal.throwIfAborted();
    if (!this.#loads.has(isolate)) throw interrupted(tenant.spec);
    lastCall += 1;
    const call = new CallInFlight(tenant, isolate, lastCall, event.event.id);
    this.#calls.set(call.call, call);
    const facts = JSON.stringify({ attempt, deadline: new Date(deadline).toISOString() });
    this.#send({ type: "call", isolate, call: call.call, cpuMs: tenant.spec.limits.cpuMs, event: event.json, facts });
    const abandon = (): void => this.#abandon(call, signal.reason);
    signal.addEventListener("abort", abandon, { once: true });
    try {
      return await call.outcome;
    } finally {
      signal.removeEventListener("abort", abandon);
    }
  }

  /** Lets go of the tenant's isolate. */
  unload(tenant: Tenant): void {
    const load = this.#tenants.get(tenant);
    if (load === undefined) return;
    this.#forget(load);
    this.#send({ type: "unload", isolate: load.isolate });
    for (const call of this.#callsIn(load.isolate)) this.#end(call)?.fail(interrupted(tenant.spec));
    load.fail(interrupted(tenant.spec));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#process.kill("it was closed");
    await this.ended;
  }

  #beginLoad(tenant: Tenant): LoadInFlight {
    lastIsolate += 1;
    const load = new LoadInFlight(tenant, lastIsolate, (message) => this.#send(message));
    this.#tenants.set(tenant, load);
    this.#loads.set(load.isolate, load);
    load.begin().catch((error: unknown) => this.#notLoaded(load, error));
    return load;
  }

  #abandon(call: CallInFlight, reason: unknown): void {
    call.fail(reason);
    call.end();
    this.#send({ type: "abandon", call: call.call });
    const overdue = (): void => {
      if (this.#calls.has(call.call)) this.#process.kill(`it did not let go of a call within ${abandonMs} ms`);
    };
    setTimeout(overdue, abandonMs).unref();
  }

  readonly #heeding: Heeding = {
    ready: () => this.#ready.resolve(),
    resolve: ({ isolate, request, specifier, from }) => {
      const load = this.#loads.get(isolate);
      load?.find(request, specifier, from).catch((error: unknown) => this.#notLoaded(load, error));
    },
    loaded: ({ isolate }) => this.#loads.get(isolate)?.succeed(),
    notLoaded: ({ isolate, error }) => {
      const load = this.#loads.get(isolate);
      if (load !== undefined) this.#notLoaded(load, loadFailure(load.tenant.spec, error));
    },
    answered: ({ call, result }) => this.#end(this.#calls.get(call))?.answer(result),
    threw: ({ call, error }) => {
      const ended = this.#end(this.#calls.get(call));
      ended?.fail(new GuestFailure(error, ended.tenant.spec.directory));
    },
    unfit: (message) => this.#end(this.#calls.get(message.call))?.fail(unfitAnswer(message)),
    abandoned: ({ call }) => void this.#end(this.#calls.get(call)),
    log: ({ isolate, lines }) => writeLines(this.#loads.get(isolate)?.tenant.log, lines),
    fetch: ({ call, fetch, request }) =>
      void this.#calls.get(call)?.fetch(fetch, request, (fetched) => this.#send(fetched)),
    cancelFetch: ({ call, fetch }) => this.#calls.get(call)?.cancelFetch(fetch),
    lost: (loss) => this.#lost(loss),
    dying: (loss) => {
      this.#lastWords = loss;
    },
  };

  #heed(message: FromSandbox): void {
    const act = this.#heeding[message.type] as (message: FromSandbox) => void;
    act(message);
  }

  #lost(loss: Loss): void {
    const load = this.#loads.get(loss.isolate);
    if (load === undefined) return;
    const { tenant } = load;
    this.#forget(load);
    this.#evicted.set(loss.isolate, load);
    this.#observer.lost(tenant, loss);
    for (const call of this.#callsIn(loss.isolate)) {
      const isCulprit = call.call === loss.call;
      if (isCulprit) this.#evicted.set(loss.isolate, call);
      this.#end(call)?.fail(isCulprit ? limitBroken(tenant.spec, loss.reason, "a call") : interrupted(tenant.spec));
    }
    if (!load.isOver) this.#notLoaded(load, limitBroken(tenant.spec, loss.reason, "the loading"));
  }

  #notLoaded(load: LoadInFlight, error: unknown): void {
    this.#forget(load);
    load.tenant.notLoaded(error);
    load.fail(error);
  }

  async #watch(): Promise<void> {
    const { pid, ended, kill } = this.#process;
    const allowed = (): number => {
      const isolates = [...this.#loads.values()].map(({ tenant }) => tenant.spec.limits.memoryBytes);
      return isolates.reduce((sum, bytes) => sum + bytes, spareBytes);
    };
    const exceeded = (bytes: number): void => kill(`it used ${bytes} bytes of memory, ${allowed()} are allowed`);
    const stop = pid === undefined ? () => {} : watchMemory(pid, allowed, exceeded);
    const why = await ended;
    stop();
    this.#ready.reject(new KwatchmanError("KW_ISOLATE_UNAVAILABLE", `Expected the sandbox to start: ${why}`));
    this.#crashed(
      this.#lastWords === undefined ? why : `it ended itself because of an isolate: ${this.#lastWords.reason}`,
    );
  }

  #crashed(why: string): void {
    this.#isOver = true;
    const loading = [...this.#loads.values()].filter(({ isOver }) => !isOver);
    const occupants: readonly Occupant[] = [...this.#calls.values(), ...loading];
    const verdict = judge(occupants, this.#lastWords, this.#evicted);
    for (const call of this.#calls.values()) call.end();
    this.#calls.clear();
    this.#loads.clear();
    this.#tenants.clear();
    if (!this.#isClosed) this.#observer.crashed(why, verdict);
    for (const occupant of occupants) {
      const isCulprit = occupant === verdict.culprit && !this.#isClosed;
      occupant.fail(isCulprit ? this.#conviction(occupant, why) : interrupted(occupant.tenant.spec));
    }
  }

  #conviction({ tenant, call }: Occupant, why: string): KwatchmanError {
    const what = call === undefined ? "the loading" : "a call";
    const error =
      this.#lastWords === undefined
        ? sandboxCrashed(tenant.spec, why, what)
        : limitBroken(tenant.spec, this.#lastWords.reason, what);
    if (call === undefined) tenant.notLoaded(error);
    return error;
  }

  #callsIn(isolate: number): CallInFlight[] {
    return [...this.#calls.values()].filter((call) => call.isolate === isolate);
  }

  #end(call: CallInFlight | undefined): CallInFlight | undefined {
    if (call === undefined) return undefined;
    this.#calls.delete(call.call);
    call.end();
    return call;
  }

  #forget(load: LoadInFlight): void {
    this.#loads.delete(load.isolate);
    if (this.#tenants.get(load.tenant) === load) this.#tenants.delete(load.tenant);
  }

  #send(message: ToSandbox): void {
    this.#process.send(message);
  }
}
