import { limits } from "../../sandbox/limits.ts";
import type { FromSandbox, LogLine, Loss, ToSandbox } from "../../sandbox/protocol.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { answerTooLarge, readAnswerText } from "../answer-text.ts";
import type { Call } from "../handler.ts";
import { InterruptedCall } from "../interrupted-call.ts";
import { CallInFlight } from "./call-in-flight.ts";
import { GuestFailure, limitBroken, loadFailure, sandboxCrashed } from "./failures.ts";
import { LoadInFlight } from "./load-in-flight.ts";
import { spareBytes, watchMemory } from "./memory-watch.ts";
import { type Accused, judge, type Occupant, type Verdict } from "./occupant.ts";
import { PluginFileError } from "./plugin-files.ts";
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

// Never given twice, whatever sandbox they are used in.
let lastIsolate = 0;
let lastCall = 0;

/** One process that holds isolates, from its start to its end. */
export class Sandbox {
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
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;

  constructor(nativeFile: string, observer: SandboxObserver) {
    this.#observer = observer;
    this.#process = startSandboxProcess({ nativeFile, heed: (message) => this.#heed(message) });
    const clock = setTimeout(() => this.#process.kill(`it did not start within ${startMs} ms`), startMs);
    this.#ready.promise.then(
      () => clearTimeout(clock),
      () => clearTimeout(clock),
    );
    this.ended = this.#watch();
  }

  /** Rejects with KW_ISOLATE_UNAVAILABLE if the process does not start. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Has the tenant's plugin loaded, if it is not. Rejects with KW_PLUGIN_LOAD, KW_ISOLATE_LIMIT, KW_ISOLATE_CRASHED or InterruptedCall. */
  async load(tenant: Tenant): Promise<number> {
    if (this.#isOver) throw interrupted(tenant);
    const known = this.#tenants.get(tenant);
    const load = known ?? this.#beginLoad(tenant);
    await load.outcome;
    return load.isolate;
  }

  /** Rejects with what the plugin threw, KW_RESULT_*, KW_ISOLATE_LIMIT, KW_ISOLATE_CRASHED, InterruptedCall, or the signal's reason. */
  async call(tenant: Tenant, { event, attempt, deadline, signal }: Call): Promise<unknown> {
    const isolate = await this.load(tenant);
    signal.throwIfAborted();
    if (this.#loads.get(isolate) === undefined) throw interrupted(tenant);
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
    for (const call of this.#callsIn(load.isolate)) this.#end(call).fail(interrupted(tenant));
    if (!load.isOver) load.fail(interrupted(tenant));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#process.kill("it was closed");
    await this.ended;
  }

  #beginLoad(tenant: Tenant): LoadInFlight {
    lastIsolate += 1;
    const load = new LoadInFlight(tenant, lastIsolate);
    this.#tenants.set(tenant, load);
    this.#loads.set(load.isolate, load);
    const cpuMs = Math.max(limits.loadCpuMs, tenant.spec.limits.cpuMs);
    load.begin(cpuMs, (message) => this.#send(message)).catch((error: unknown) => this.#notLoaded(load, error));
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

  #heed(message: FromSandbox): void {
    switch (message.type) {
      case "ready":
        this.#ready.resolve();
        break;
      case "resolve": {
        const { request, specifier, from } = message;
        const load = this.#loads.get(message.isolate);
        load
          ?.find(request, specifier, from, (found) => this.#send(found))
          .catch((error: unknown) => this.#notLoaded(load, error));
        break;
      }
      case "loaded":
        this.#loads.get(message.isolate)?.succeed();
        break;
      case "notLoaded": {
        const load = this.#loads.get(message.isolate);
        if (load !== undefined) this.#notLoaded(load, loadFailure(load.tenant.spec, message.error));
        break;
      }
      case "log":
        for (const line of message.lines) writeLine(this.#loads.get(message.isolate)?.tenant, line);
        break;
      case "lost":
        this.#lost(message);
        break;
      case "dying":
        this.#lastWords = message;
        break;
      default:
        this.#heedCall(message);
    }
  }

  #heedCall(message: Extract<FromSandbox, { readonly call: number }> & { readonly type: CallMessageType }): void {
    const call = this.#calls.get(message.call);
    if (call === undefined) return;
    switch (message.type) {
      case "fetch":
        void call.fetch(message.fetch, message.request, (fetched) => this.#send(fetched));
        break;
      case "cancelFetch":
        call.cancelFetch(message.fetch);
        break;
      case "answered":
        answer(this.#end(call), message.result);
        break;
      case "threw":
        this.#end(call).fail(new GuestFailure(message.error, call.tenant.spec.directory));
        break;
      case "unfit":
        this.#end(call).fail(unfit(message));
        break;
      case "abandoned":
        this.#end(call);
        break;
    }
  }

  #lost(loss: Loss): void {
    const load = this.#loads.get(loss.isolate);
    if (load === undefined) return;
    const { tenant } = load;
    this.#forget(load);
    this.#observer.lost(tenant, loss);
    this.#evicted.set(loss.isolate, { tenant, event: "" });
    for (const call of this.#callsIn(loss.isolate)) {
      const isCulprit = call.call === loss.call;
      if (isCulprit) this.#evicted.set(loss.isolate, call);
      this.#end(call).fail(isCulprit ? limitBroken(tenant.spec, loss.reason, "call") : interrupted(tenant));
    }
    if (load.isOver) return;
    this.#notLoaded(load, limitBroken(tenant.spec, loss.reason, "loading"));
  }

  #notLoaded(load: LoadInFlight, error: unknown): void {
    this.#forget(load);
    const { spec } = load.tenant;
    const told = error instanceof PluginFileError ? loadFailure(spec, guestErrorOf(error)) : error;
    load.tenant.notLoaded(told);
    load.fail(told);
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
    this.#ready.promise.catch(() => {});
    this.#ready.reject(new KwatchmanError("KW_ISOLATE_UNAVAILABLE", `Expected the sandbox to start: ${why}`));
    this.#crashed(why);
  }

  #crashed(why: string): void {
    const occupants: Occupant[] = [
      ...this.#calls.values(),
      ...[...this.#loads.values()].filter(({ isOver }) => !isOver),
    ];
    const verdict = judge(occupants, this.#lastWords, this.#evicted);
    const { culprit } = verdict;
    this.#isOver = true;
    for (const call of this.#calls.values()) call.end();
    this.#calls.clear();
    this.#loads.clear();
    this.#tenants.clear();
    if (!this.#isClosed) this.#observer.crashed(why, verdict);
    for (const occupant of occupants) {
      const { tenant, call } = occupant;
      if (occupant !== culprit || this.#isClosed) {
        occupant.fail(interrupted(tenant));
        continue;
      }
      const what = call === undefined ? "loading" : "call";
      const error =
        this.#lastWords === undefined
          ? sandboxCrashed(tenant.spec, why, what)
          : limitBroken(tenant.spec, this.#lastWords.reason, what);
      if (call === undefined) tenant.notLoaded(error);
      occupant.fail(error);
    }
  }

  #callsIn(isolate: number): CallInFlight[] {
    return [...this.#calls.values()].filter((call) => call.isolate === isolate);
  }

  #end(call: CallInFlight): CallInFlight {
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

type CallMessageType = "answered" | "threw" | "unfit" | "abandoned" | "fetch" | "cancelFetch";

function answer(call: CallInFlight, result: string | undefined): void {
  try {
    call.succeed(result === undefined ? undefined : readAnswerText(result));
  } catch (error) {
    call.fail(error);
  }
}

function unfit({ why, detail }: Extract<FromSandbox, { readonly type: "unfit" }>): KwatchmanError {
  if (why === "tooLarge") return answerTooLarge(`more than ${limits.resultBytes}`);
  return new KwatchmanError("KW_RESULT_INVALID", `Expected the result to be JSON, it is not: ${detail}`);
}

function interrupted({ spec }: Tenant): InterruptedCall {
  return new InterruptedCall(
    `A call of handler \`${spec.name}\` came to nothing when its isolate did, by another's doing`,
  );
}

function guestErrorOf({ message, place }: PluginFileError): { name: string; message: string; stack?: string } {
  if (place === undefined) return { name: "Error", message };
  return { name: "SyntaxError", message, stack: `at ${place}` };
}

/** What the isolate says is its own: text, and fields that are nobody else's. */
function writeLine(tenant: Tenant | undefined, { level, message, fields }: LogLine): void {
  tenant?.log[level](
    message,
    fields === undefined ? undefined : (JSON.parse(fields) as Readonly<Record<string, unknown>>),
  );
}
