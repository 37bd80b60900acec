import { AbortController } from "./abort.ts";
import { keys, OwnError, table } from "./intrinsics.ts";

/** A call that is under way, or the loading of the plugin. */
export interface LiveCall {
  readonly id: string;
  readonly controller: AbortController;
  readonly timers: Record<string, Timer>;
  readonly fetches: Record<string, PendingFetch>;
  /** How many fetches it has begun. */
  fetched: number;
  /** Lines of the log that have not been handed on, as JSON texts. */
  lines: string[];
  /** The length of all its lines. */
  logged: number;
  /** Lines that were too much. */
  dropped: number;
}

export interface Timer {
  readonly run: () => unknown;
  /** undefined: it fires once. */
  readonly everyMs: number | undefined;
}

export interface PendingFetch {
  resolve(answer: string): void;
  reject(reason: unknown): void;
}

const live = table<LiveCall>();
let entered: LiveCall | undefined;

export function openCall(id: string): LiveCall {
  live[id] = {
    id,
    controller: new AbortController(),
    timers: table(),
    fetches: table(),
    fetched: 0,
    lines: [],
    logged: 0,
    dropped: 0,
  };
  return live[id];
}

export function closeCall({ id }: LiveCall): void {
  delete live[id];
}

/** The isolate is about to run on behalf of this call; undefined if it is over. */
export function enterCall(id: string): LiveCall | undefined {
  entered = live[id];
  return entered;
}

/**
 * On whose behalf the code that runs now asks for something. What goes on after its own call has ended, such as a promise
 * that calls share, does so on behalf of the oldest call that has not.
 */
export function currentCall(): LiveCall | undefined {
  if (entered !== undefined && live[entered.id] === entered) return entered;
  const [oldest] = keys(live);
  return oldest === undefined ? undefined : live[oldest];
}

/** The same, for what cannot be without one. */
export function requireCall(what: string): LiveCall {
  const call = currentCall();
  if (call === undefined) throw new OwnError(`${what} is there only while a call is under way`);
  return call;
}
