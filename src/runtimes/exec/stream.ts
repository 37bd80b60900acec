import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { fullJitter } from "../../time/backoff.ts";
import { pause } from "../../time/pause.ts";
import type { ExecSpec } from "../handler-spec.ts";
import type { Call } from "../handler.ts";
import type { ExecParts } from "./exec-parts.ts";
import { StreamProcess } from "./stream/stream-process.ts";

/** The pauses before a process that ended is started again. */
const pauses = { firstMs: 500, maxMs: 30_000 };
/** A process that lived so long was well: the pauses begin anew. */
const healthyMs = 60_000;

/** A program that stays, and is started again when it ends: events and answers are lines of JSON. */
export class Stream {
  readonly #spec: ExecSpec;
  readonly #parts: ExecParts;
  readonly #closed = new AbortController();
  readonly #running: Promise<void>;
  #process: StreamProcess | undefined;
  /** The process that is ready, or will be. */
  #ready = promiseOfProcess();
  #pause: { readonly until: number; readonly failure: KwatchmanError } | undefined;
  /** How many events the program takes at once, as far as it has said. */
  #capacity = 1;
  #tellCapacity: (calls: number) => void = () => {};

  /** Starts the program; what comes of that shows in `ready` and in calls. */
  constructor(spec: ExecSpec, parts: ExecParts) {
    this.#spec = spec;
    this.#parts = parts;
    this.#running = this.#keepRunning();
  }

  /** Tells the last listener how many events the program takes at once: one until it says otherwise. */
  capacity(listener: (calls: number) => void): void {
    this.#tellCapacity = listener;
    listener(this.#capacity);
  }

  /** Rejects with KW_EXEC_NOT_STARTED or KW_STREAM_NOT_READY. */
  async ready(): Promise<void> {
    await this.#ready.promise;
  }

  async call(call: Call): Promise<unknown> {
    for (;;) {
      // To wait for longer than the call may take would hide why it has to.
      if (this.#pause !== undefined && this.#pause.until > call.deadline) throw this.#pause.failure;
      const process = await this.#ready.promise;
      call.signal.throwIfAborted();
      if (process.doubt === undefined) return process.call(call);
      await process.doubt;
      call.signal.throwIfAborted();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#process?.close();
    await this.#running;
  }

  async #keepRunning(): Promise<void> {
    const { clock, random, host } = this.#parts;
    for (let failures = 0; !this.#closed.signal.aborted;) {
      const startedAt = clock.now();
      const failure = await this.#live();
      if (this.#closed.signal.aborted) return;
      failures = clock.now() - startedAt >= healthyMs ? 1 : failures + 1;
      const delayMs = Math.round(fullJitter(pauses, failures, random));
      host.warn("stream ended, and is started again", { handler: this.#spec.name, error: failure, delayMs });
      this.#pause = { until: clock.now() + delayMs, failure };
      await pause(delayMs, this.#closed.signal, clock);
      this.#pause = undefined;
    }
  }

  /** One process from its start to its end; resolves to why it ended. */
  async #live(): Promise<KwatchmanError> {
    try {
      const process = await StreamProcess.start(this.#spec, this.#parts);
      this.#process = process;
      if (this.#closed.signal.aborted) void process.close();
      const failure = await this.#serve(process);
      await process.gone();
      return failure;
    } catch (error) {
      return this.#refuse(error);
    }
  }

  /** Hands the process to those who wait for one, if it gets ready; resolves when it has ended. */
  async #serve(process: StreamProcess): Promise<KwatchmanError> {
    try {
      this.#capacity = await process.ready();
      const facts = { handler: this.#spec.name, pid: process.pid, concurrency: this.#capacity };
      this.#parts.host.info("stream is ready", facts);
      this.#tellCapacity(this.#capacity);
      this.#ready.resolve(process);
    } catch (error) {
      return this.#refuse(error);
    }
    const failure = await process.ended;
    this.#ready = promiseOfProcess();
    return failure;
  }

  /** There is no process for those who wait for one. */
  #refuse(error: unknown): KwatchmanError {
    if (!(error instanceof KwatchmanError)) throw error;
    this.#ready.reject(error);
    this.#ready = promiseOfProcess();
    return error;
  }
}

function promiseOfProcess(): PromiseWithResolvers<StreamProcess> {
  const process = Promise.withResolvers<StreamProcess>();
  // Nobody may be waiting for it; that it does not get ready is logged all the same.
  process.promise.catch(() => {});
  return process;
}
