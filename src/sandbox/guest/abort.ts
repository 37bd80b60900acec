import { OwnError } from "./intrinsics.ts";

type Listener = ((event: AbortEvent) => unknown) | { handleEvent(event: AbortEvent): unknown };

interface AbortEvent {
  readonly type: "abort";
  readonly target: AbortSignal;
}

let abortSignal: (signal: AbortSignal, reason: unknown) => void;
let createSignal: () => AbortSignal;

/** As the DOM has it, as far as plugins need it. */
export class AbortSignal {
  onabort: ((event: AbortEvent) => unknown) | null = null;
  #aborted = false;
  #reason: unknown;
  #listeners: Listener[] = [];

  static {
    createSignal = () => new AbortSignal();
    abortSignal = (signal, reason) => signal.#abort(reason);
  }

  static abort(reason: unknown = abortError()): AbortSignal {
    const signal = createSignal();
    abortSignal(signal, reason);
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const any = createSignal();
    for (const signal of signals) {
      if (signal.aborted) abortSignal(any, signal.reason);
      else signal.addEventListener("abort", () => abortSignal(any, signal.reason));
    }
    return any;
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  addEventListener(type: string, listener: Listener | null): void {
    if (type !== "abort" || listener === null || this.#listeners.includes(listener)) return;
    this.#listeners.push(listener);
  }

  removeEventListener(type: string, listener: Listener | null): void {
    if (type === "abort") this.#listeners = this.#listeners.filter((one) => one !== listener);
  }

  #abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = [];
    const event: AbortEvent = { type: "abort", target: this };
    this.onabort?.(event);
    for (const listener of listeners) {
      if (typeof listener === "function") listener(event);
      else listener.handleEvent(event);
    }
  }
}

export class AbortController {
  readonly signal = createSignal();

  abort(reason: unknown = abortError()): void {
    abortSignal(this.signal, reason);
  }
}

function abortError(): Error {
  return named("AbortError", "This operation was aborted");
}

export function named(name: string, message: string): Error {
  const error = new OwnError(message);
  error.name = name;
  return error;
}
