import { pause } from "../../../time/pause.ts";
import { within } from "../../../time/within.ts";
import { CallFailure } from "../../call-failure.ts";
import type { ExecSpec } from "../../handler-spec.ts";
import type { Call } from "../../handler.ts";
import type { ExecParts } from "../exec-parts.ts";
import { type CutLine, LineCutter } from "../output/line-cutter.ts";
import type { OutputReader } from "../output/output-log.ts";
import type { Child, Exit } from "../processes/child.ts";
import { handlerVariables } from "../variables.ts";
import { Calls } from "./calls.ts";
import { FrameWriter } from "./frame-writer.ts";
import { hostFrames, looksLikeFrame, type ProcessFrame, readFrame } from "./frames.ts";
import { Pings } from "./pings.ts";
import { readyMistake } from "./ready-mistake.ts";

/** The longest line that is read, in bytes. */
const maxLineBytes = 16 * 1024 * 1024;
/** How long a process may take until it is ready, in milliseconds. */
const readyWithinMs = 10_000;
/** How long it may live on without its input or its output. */
const deafMs = 1000;
/** How long it may take to end after `shutdown`, and then after SIGTERM. */
const shutdownMs = 1500;
const graceMs = 1000;

/** One life of a stream's process, from its start to its end. */
export class StreamProcess {
  readonly pid: number;
  /** Resolves, when nothing more is to be expected of it, to why. */
  readonly ended: Promise<CallFailure>;
  readonly #spec: ExecSpec;
  readonly #parts: ExecParts;
  readonly #child: Child;
  readonly #frames: FrameWriter;
  readonly #lines = new LineCutter(maxLineBytes);
  readonly #stderr: OutputReader;
  readonly #calls = new Calls();
  readonly #pings: Pings;
  readonly #over = new AbortController();
  readonly #ended = Promise.withResolvers<CallFailure>();
  readonly #ready = Promise.withResolvers<number>();
  #isReady = false;

  /** Starts a process and greets it. Rejects with KW_EXEC_NOT_STARTED. */
  static async start(spec: ExecSpec, parts: ExecParts): Promise<StreamProcess> {
    return new StreamProcess(spec, parts, await parts.processes.start(spec, handlerVariables(spec)));
  }

  private constructor(spec: ExecSpec, parts: ExecParts, child: Child) {
    this.pid = child.run.pid;
    this.ended = this.#ended.promise;
    this.#spec = spec;
    this.#parts = parts;
    this.#child = child;
    this.#frames = new FrameWriter(child.stdin);
    this.#stderr = parts.output.reader("stderr");
    this.#pings = new Pings({
      clock: parts.clock,
      over: this.#over.signal,
      isIdle: () => this.#calls.size === 0,
      send: () => this.#send(hostFrames.ping),
      onSilence: (ms) => this.#giveUp(`it did not answer a ping within ${ms} ms`),
    });
    this.#listen();
    this.#send(() => hostFrames.hello(spec));
  }

  /** Resolves to how many events it takes at once. Rejects with KW_STREAM_NOT_READY. */
  async ready(): Promise<number> {
    const late = (): void => this.#giveUp(`it was not ready within ${readyWithinMs} ms`);
    void this.#unlessOver(readyWithinMs, () => !this.#isReady && late());
    const concurrency = await this.#ready.promise;
    void this.#pings.askWhileIdle();
    return concurrency;
  }

  /** Resolves when it and all it started are gone. */
  async gone(): Promise<void> {
    await this.#child.gone;
  }

  /** Resolves when it is known to read what it is sent, or its life is over; undefined if there is no doubt. */
  get doubt(): Promise<void> | undefined {
    return this.#pings.outstanding;
  }

  /** Rejects with KW_STREAM_ENDED if its life is over before it has answered. */
  async call(call: Call): Promise<unknown> {
    this.#over.signal.throwIfAborted();
    const { id, answer } = this.#calls.open();
    const abandon = (): void => {
      this.#calls.fail(id, call.signal.reason);
      void this.#pings.ask();
    };
    call.signal.addEventListener("abort", abandon, { once: true });
    this.#send(() => (this.#calls.has(id) ? hostFrames.event(id, call) : undefined));
    try {
      return await answer;
    } finally {
      call.signal.removeEventListener("abort", abandon);
    }
  }

  /** Asks it to end, and ends it if it does not. */
  async close(): Promise<void> {
    this.#send(hostFrames.shutdown);
    void this.#frames.end();
    await within(shutdownMs, this.#child.exited, this.#parts.clock);
    await this.#child.end(graceMs);
  }

  #listen(): void {
    const { stdin, stdout, stderr, exited, drained } = this.#child;
    const { output } = this.#parts;
    output.read(stderr, (chunk) => this.#stderr.push(chunk));
    output.read(stdout, (chunk) => this.#lines.push(chunk).forEach((line) => this.#hear(line)));
    const deaf = (): void => void this.#unlessOver(deafMs, () => this.#giveUp("it closed its input or its output"));
    stdout.once("end", deaf);
    stdin.on("error", deaf);
    void this.#finishAfter(exited, drained);
  }

  async #finishAfter(exited: Promise<Exit>, drained: Promise<void>): Promise<void> {
    const exit = await exited;
    await drained;
    this.#lines.end().forEach((line) => this.#hear(line));
    this.#stderr.end();
    this.#finish(describe(exit));
  }

  #hear(line: CutLine): void {
    const frame = readFrame(line.bytes);
    if (frame !== undefined) this.#heed(frame, line.bytes.length);
    else this.#parts.output.line("stdout", line);
    // It may have been an answer, nobody knows to what.
    if (line.dropped > 0 && looksLikeFrame(line.bytes))
      this.#giveUp(`it wrote a line of more than ${maxLineBytes} bytes`);
  }

  #heed(frame: ProcessFrame, bytes: number): void {
    switch (frame.type) {
      case "ready":
        this.#greeted(frame);
        return;
      case "result":
        if (!this.#calls.answer(frame.id, frame.result, bytes)) {
          this.#parts.host.debug("late answer dropped", { handler: this.#spec.name });
        }
        return;
      case "pong":
        this.#pings.answered();
    }
  }

  #greeted(frame: ProcessFrame & { readonly type: "ready" }): void {
    const mistake = readyMistake(frame);
    if (mistake !== undefined) {
      this.#giveUp(mistake);
      return;
    }
    this.#isReady = true;
    this.#ready.resolve(Number(frame.concurrency ?? 1));
  }

  /** What cannot be written is noticed by the one who reads: the process has ended, or is deaf. */
  #send(frame: () => string | undefined): void {
    this.#frames.write(frame).catch((error: unknown) => {
      this.#parts.host.debug("frame was not written", { handler: this.#spec.name, error });
    });
  }

  #giveUp(why: string): void {
    this.#finish(why);
    void this.#child.end(graceMs);
  }

  #finish(why: string): void {
    if (this.#over.signal.aborted) return;
    const ended = this.#failure("KW_STREAM_ENDED", "go on", why);
    this.#over.abort(ended);
    this.#ended.resolve(ended);
    this.#calls.failAll(ended);
    // Nobody may have asked whether it is ready.
    this.#ready.promise.catch(() => {});
    this.#ready.reject(this.#failure("KW_STREAM_NOT_READY", "get ready", why));
  }

  #failure(code: "KW_STREAM_ENDED" | "KW_STREAM_NOT_READY", expected: string, why: string): CallFailure {
    const { lastLine } = this.#stderr;
    return new CallFailure(code, `Expected the stream \`${this.#spec.command[0]}\` to ${expected}, ${why}`, {
      fields: { handler: this.#spec.name, ...(lastLine !== "" && { output: lastLine }) },
    });
  }

  async #unlessOver(ms: number, act: () => unknown): Promise<void> {
    if (await pause(ms, this.#over.signal, this.#parts.clock)) act();
  }
}

function describe({ code, signal }: Exit): string {
  return code === undefined ? `it was ended by ${signal ?? "a signal"}` : `it exited with ${code}`;
}
