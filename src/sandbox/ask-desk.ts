import { randomUUID } from "node:crypto";
import { guestErrorOf, logLinesOf, stringOf, type Table, tableOf } from "./check-ask.ts";
import type { GuestCall } from "./guest-call.ts";
import { limits } from "./limits.ts";
import type { FromSandbox } from "./protocol.ts";
import { urlParts, withUrlPart } from "./urls.ts";

/** What an isolate's questions are answered with. */
export interface AskDeskOptions {
  readonly isolate: number;
  callOf(id: number): GuestCall | undefined;
  /** In whose name the isolate runs at the moment. */
  running(): GuestCall | undefined;
  readonly tell: (message: FromSandbox) => void;
  enter(call: GuestCall, what: "timer", first: string): void;
  adopted(problem: string): void;
  ended(call: GuestCall): void;
  /** It asks without end. */
  flooded(): void;
}

type Answer = (ask: Table) => unknown;

/** The one way out of an isolate: a text for a text. It never throws, and trusts nothing that it is asked. */
export class AskDesk {
  readonly #options: AskDeskOptions;
  readonly #answers: Readonly<Record<string, Answer>>;

  constructor(options: AskDeskOptions) {
    this.#options = options;
    this.#answers = Object.assign(Object.create(null) as object, {
      adopted: ({ problem }) => options.adopted(stringOf(problem).slice(0, limits.errorLength)),
      answered: (ask) => this.#answered(ask),
      threw: (ask) => this.#endOf(ask, (call) => ({ type: "threw", call: call.id, error: guestErrorOf(ask["error"]) })),
      unfit: (ask) => this.#unfit(ask),
      abandoned: (ask) => this.#endOf(ask, (call) => ({ type: "abandoned", call: call.id })),
      log: ({ lines }) => this.#log(stringOf(lines)),
      timer: (ask) => this.#setTimer(ask),
      clearTimer: (ask) => this.#callOf(ask).clearTimer(stringOf(ask["timer"])),
      fetch: (ask) => this.#fetch(ask),
      cancelFetch: (ask) => this.#cancelFetch(ask),
      url: ({ text, base }) => urlParts(stringOf(text), stringOf(base)),
      urlPart: ({ text, part, value }) => withUrlPart(stringOf(text), stringOf(part), stringOf(value)),
      uuid: () => randomUUID(),
    } satisfies Record<string, Answer>);
  }

  answer(text: unknown): string {
    try {
      return JSON.stringify({ v: this.#answer(text) ?? null });
    } catch (error) {
      return JSON.stringify({ e: error instanceof Error ? error.message : "It cannot be done" });
    }
  }

  #answer(text: unknown): unknown {
    const running = this.#options.running();
    if (running !== undefined) running.asks += 1;
    if (running === undefined || running.asks > limits.asks) {
      this.#options.flooded();
      throw new RangeError(`A call may ask the host at most ${limits.asks} times`);
    }
    if (typeof text !== "string" || text.length > limits.askLength) throw new RangeError("That is too much at once");
    const ask = tableOf(text) ?? {};
    const answer = this.#answers[stringOf(ask["type"])];
    if (answer === undefined) throw new TypeError("There is no such thing to ask for");
    return answer(ask);
  }

  #callOf({ call: id }: Table): GuestCall {
    const call = this.#options.callOf(Number(stringOf(id)));
    if (call === undefined) throw new TypeError("The call is over");
    return call;
  }

  #answered(ask: Table): void {
    const result = stringOf(ask["result"]);
    if (result.length > limits.resultBytes) return this.#unfit({ ...ask, why: "tooLarge", detail: `${result.length}` });
    this.#endOf(ask, (call) => ({ type: "answered", call: call.id, ...(result === "" ? {} : { result }) }));
  }

  #unfit(ask: Table): void {
    const why = ask["why"] === "tooLarge" ? "tooLarge" : "notJson";
    const detail = stringOf(ask["detail"]).slice(0, limits.errorLength);
    this.#endOf(ask, (call) => ({ type: "unfit", call: call.id, why, detail }));
  }

  #endOf(ask: Table, message: (call: GuestCall) => FromSandbox): void {
    const call = this.#callOf(ask);
    this.#options.ended(call);
    this.#options.tell(message(call));
  }

  #log(text: string): void {
    const running = this.#options.running();
    if (running === undefined) return;
    running.logged += text.length;
    if (running.logged > 2 * limits.logLength) return;
    const lines = logLinesOf(text);
    if (lines.length > 0) this.#options.tell({ type: "log", isolate: this.#options.isolate, lines });
  }

  #setTimer(ask: Table): void {
    const { timer, ms } = ask;
    const call = this.#callOf(ask);
    const id = stringOf(timer);
    const wait = typeof ms === "number" && ms >= 1 ? Math.min(ms, 2 ** 31 - 1) : 1;
    const isSet = call.setTimer(id, wait, () => this.#options.enter(call, "timer", id));
    if (!isSet) throw new RangeError(`A call may have at most ${limits.timers} timers that have not fired`);
  }

  #fetch(ask: Table): void {
    const { isolate, tell } = this.#options;
    const call = this.#callOf(ask);
    const fetch = Number(stringOf(ask["fetch"]));
    if (call.id === 0) throw new TypeError("fetch is there only while a call is under way");
    if (call.fetches >= limits.fetches) throw new RangeError(`A call may fetch at most ${limits.fetches} times`);
    if (call.fetching.size >= limits.fetchesInFlight) {
      throw new RangeError(`A call may have at most ${limits.fetchesInFlight} fetches at once`);
    }
    if (!Number.isSafeInteger(fetch) || call.fetching.has(fetch))
      throw new TypeError(`Isolate ${isolate} repeats itself`);
    call.fetches += 1;
    call.fetching.add(fetch);
    tell({ type: "fetch", call: call.id, fetch, request: stringOf(ask["request"]) });
  }

  #cancelFetch(ask: Table): void {
    const call = this.#callOf(ask);
    const fetch = Number(stringOf(ask["fetch"]));
    if (call.fetching.delete(fetch)) this.#options.tell({ type: "cancelFetch", call: call.id, fetch });
  }
}
