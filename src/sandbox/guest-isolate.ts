import type ivm from "isolated-vm";
import { AskDesk } from "./ask-desk.ts";
import { CpuMeter } from "./cpu-meter.ts";
import { GuestCall } from "./guest-call.ts";
import { type GuestProgram, startGuest } from "./guest-program.ts";
import { limits } from "./limits.ts";
import { type Ivm, options } from "./native.ts";
import { PluginError, toGuestError } from "./plugin-error.ts";
import { linkPlugin, type PluginFile } from "./plugin-modules.ts";
import type { Program } from "./program.ts";
import type { CallMessage, FromSandbox, LoadMessage, Loss, LossReason } from "./protocol.ts";

/** What an isolate is given of the sandbox around it. */
export interface Surroundings {
  readonly ivm: Ivm;
  readonly program: Program;
  tell(message: FromSandbox): void;
  /** Asks the host for a file of the plugin. */
  readonly find: (isolate: number, specifier: string, from: string) => Promise<PluginFile>;
  /** The isolate cannot be stopped, and takes the sandbox with it. */
  giveUp(loss: Loss): void;
}

/** The plugin's code is about to run, on behalf of a call. */
interface Entry {
  readonly call: GuestCall;
  readonly what: "call" | "timer" | "fetched" | "abandon";
  readonly first: string;
  readonly second: string;
}

/** How often a running isolate is looked at, in milliseconds. */
const lookEveryMs = 20;

/** One isolate with one plugin in it: its calls take turns, and whoever is in breaks it alone. */
export class GuestIsolate {
  readonly id: number;
  readonly #surroundings: Surroundings;
  readonly #isolate: ivm.Isolate;
  readonly #desk: AskDesk;
  readonly #calls = new Map<number, GuestCall>();
  readonly #waiting: Entry[] = [];
  #program: GuestProgram | undefined;
  #running: GuestCall | undefined;
  #isLoading = true;
  #isGone = false;

  constructor({ isolate: id, memoryBytes }: LoadMessage, surroundings: Surroundings) {
    this.id = id;
    this.#surroundings = surroundings;
    this.#isolate = new surroundings.ivm.Isolate(
      options({
        memoryLimit: Math.ceil(memoryBytes / 1024 / 1024),
        onCatastrophicError: () => surroundings.giveUp(this.#loss("catastrophe", this.#running)),
      }),
    );
    this.#desk = new AskDesk({
      isolate: id,
      callOf: (call) => this.#calls.get(call),
      running: () => this.#running,
      tell: (message) => surroundings.tell(message),
      enter: (call, what, first) => this.#enter({ call, what, first, second: "" }),
      adopted: (problem) => this.#adopted(problem),
      ended: (call) => this.#end(call),
      flooded: () => this.#lose("flood", this.#running),
    });
  }

  /** Runs the plugin's files; tells the host how that went. */
  async load({ cpuMs, facts, file, source }: LoadMessage): Promise<void> {
    const load = new GuestCall(0, cpuMs);
    this.#calls.set(load.id, load);
    // Its files may have run, and one of them wait for something still.
    setTimeout(() => this.#isLoading && this.#lose("unresponsive", load), limits.loadMs);
    try {
      await this.#during(load, () => this.#run(facts, { file, source }));
    } catch (error) {
      this.#failToLoad(error, load);
    }
    // A call may have come while the last of it was still running.
    this.#next();
  }

  call({ call: id, cpuMs, event, facts }: CallMessage): void {
    const call = new GuestCall(id, cpuMs);
    this.#calls.set(id, call);
    this.#enter({ call, what: "call", first: event, second: facts });
  }

  /** A request of a call has come to something. */
  fetched(callId: number, fetch: number, answer: string): void {
    const call = this.#calls.get(callId);
    if (call?.fetching.delete(fetch)) this.#enter({ call, what: "fetched", first: `${fetch}`, second: answer });
  }

  /** The call's time is over. What runs for it then has a moment left; the isolate of one that does not end is disposed of. */
  abandon(callId: number): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    call.end();
    const isRunning = this.#running === call;
    this.#drop(call);
    if (call.hasBegun) this.#waiting.unshift({ call, what: "abandon", first: "", second: "" });
    else this.#calls.delete(callId);
    if (isRunning || (call.hasBegun && this.#running === undefined)) {
      setTimeout(() => this.#calls.has(callId) && this.#lose("unresponsive", call), limits.graceMs);
    } else {
      // Another call is in; this one's leftovers are cleared after it.
      this.#surroundings.tell({ type: "abandoned", call: callId });
    }
    this.#next();
  }

  /** Nothing is in it, or of no more interest. */
  dispose(): void {
    this.#isGone = true;
    for (const call of this.#calls.values()) call.end();
    this.#calls.clear();
    this.#waiting.length = 0;
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
    const running = this.#running;
    if (running === undefined) return;
    const stuck = (): void => {
      if (this.#running === running) this.#surroundings.giveUp(this.#loss("unstoppable", running));
    };
    setTimeout(stuck, limits.graceMs);
  }

  async #run(facts: string, entry: PluginFile): Promise<void> {
    const { ivm, program, find } = this.#surroundings;
    const isolate = this.#isolate;
    const context = await isolate.createContext();
    const crossing = new ivm.Callback((text: unknown) => this.#desk.answer(text), options({ sync: true as const }));
    const guest = startGuest(isolate, context, program, crossing, facts);
    this.#program = guest;
    const own = async (source: string, imports: Readonly<Record<string, ivm.Module>>): Promise<ivm.Module> => {
      const module = await isolate.compileModule(source, options({ filename: "kwatchman:link" }));
      await module.instantiate(context, (specifier) => imports[specifier] ?? guest.module);
      return module;
    };
    const sdk = await own('export { definePlugin, PermanentError } from "guest";', {});
    await sdk.evaluate();
    const plugin = await linkPlugin(entry, {
      isolate,
      context,
      builtIns: new Map([["kwatchman/sdk", sdk]]),
      find: (specifier, from) => find(this.id, specifier, from),
    });
    const link = await own('import * as plugin from "plugin"; import { adopt } from "guest"; adopt(plugin);', {
      plugin,
    });
    await link.evaluate();
  }

  #adopted(problem: string): void {
    const load = this.#calls.get(0);
    if (load === undefined || !this.#isLoading) return;
    if (problem !== "") return this.#failToLoad(new PluginError(problem, undefined, "DefaultExport"), load);
    this.#isLoading = false;
    this.#end(load);
    this.#surroundings.tell({ type: "loaded", isolate: this.id });
  }

  #failToLoad(error: unknown, load: GuestCall): void {
    if (this.#isGone) return;
    if (this.#isolate.isDisposed) return this.#lose("memory", load);
    this.#surroundings.tell({ type: "notLoaded", isolate: this.id, error: toGuestError(error) });
    this.dispose();
  }

  #enter(entry: Entry): void {
    this.#waiting.push(entry);
    this.#next();
  }

  /** Lets the next one in, if nobody is. */
  #next(): void {
    if (this.#running !== undefined || this.#isGone) return;
    const entry = this.#waiting.shift();
    if (entry === undefined) return;
    const { call, what, first, second } = entry;
    if (this.#calls.get(call.id) !== call) return this.#next();
    call.hasBegun = true;
    const enter = async (): Promise<void> => {
      await this.#program?.receive.apply(undefined, [what, `${call.id}`, first, second]);
    };
    void this.#during(call, enter)
      .catch((error: unknown) => this.#failed(error, call))
      .finally(() => this.#next());
  }

  /** Runs something of the plugin's while its processor time is watched. */
  async #during(call: GuestCall, run: () => Promise<void>): Promise<void> {
    const meter = new CpuMeter(this.#isolate);
    this.#running = call;
    const look = setInterval(() => {
      if (call.usedMs + meter.usedMs() > call.cpuMs) this.#lose("cpu", call);
    }, lookEveryMs);
    try {
      await run();
    } finally {
      clearInterval(look);
      call.usedMs += meter.usedMs();
      this.#running = undefined;
      if (call.usedMs > call.cpuMs && this.#calls.has(call.id)) this.#lose("cpu", call);
    }
  }

  /** Something was thrown, or rejected, that nobody caught: the call in whose name it ran has failed. */
  #failed(error: unknown, call: GuestCall): void {
    if (this.#isGone) return;
    if (this.#isolate.isDisposed) return this.#lose("memory", call);
    if (this.#isLoading) return this.#failToLoad(error, call);
    if (!this.#calls.has(call.id)) return;
    this.#surroundings.tell({ type: "threw", call: call.id, error: toGuestError(error) });
    call.end();
    this.#drop(call);
    this.#waiting.unshift({ call, what: "abandon", first: "", second: "" });
  }

  #end(call: GuestCall): void {
    call.end();
    this.#drop(call);
    this.#calls.delete(call.id);
  }

  #drop(call: GuestCall): void {
    const others = this.#waiting.filter((entry) => entry.call !== call);
    this.#waiting.splice(0, this.#waiting.length, ...others);
  }

  #lose(reason: LossReason, call: GuestCall | undefined): void {
    if (this.#isGone) return;
    this.#surroundings.tell({ type: "lost", ...this.#loss(reason, call) });
    this.dispose();
  }

  #loss(reason: LossReason, call: GuestCall | undefined): Loss {
    return { isolate: this.id, ...(call === undefined || call.id === 0 ? {} : { call: call.id }), reason };
  }
}
