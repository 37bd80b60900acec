import { limits } from "../limits.ts";
import { type LiveCall, requireCall, type Timer } from "./calls.ts";
import { ask } from "./host.ts";
import { isFiniteNumber, keys, max, OwnError } from "./intrinsics.ts";
import { flushLog } from "./log.ts";

let last = 0;
/** Below this a timer is not set, in milliseconds: browsers do the same. */
const shortestMs = 1;

export function setTimeout(callback: (...args: unknown[]) => unknown, ms?: number, ...args: unknown[]): number {
  return set({ run: () => callback(...args), everyMs: undefined }, ms);
}

export function setInterval(callback: (...args: unknown[]) => unknown, ms?: number, ...args: unknown[]): number {
  return set({ run: () => callback(...args), everyMs: durationOf(ms) }, ms);
}

export function clearTimeout(timer?: unknown): void {
  const call = requireCall("clearTimeout");
  const id = `${Number(timer)}`;
  if (call.timers[id] === undefined) return;
  delete call.timers[id];
  ask({ type: "clearTimer", call: call.id, timer: id });
}

function set(timer: Timer, ms: unknown): number {
  const call = requireCall("setTimeout");
  if (keys(call.timers).length >= limits.timers) {
    throw new OwnError(`A call may have at most ${limits.timers} timers that have not fired`);
  }
  last += 1;
  arm(call, `${last}`, timer, durationOf(ms));
  return last;
}

/** A timer of this call fires. */
export function fire(call: LiveCall, id: string): void {
  const timer = call.timers[id];
  if (timer === undefined) return;
  delete call.timers[id];
  if (timer.everyMs !== undefined) arm(call, id, timer, timer.everyMs);
  timer.run();
}

function arm(call: LiveCall, id: string, timer: Timer, ms: number): void {
  flushLog(call);
  ask({ type: "timer", call: call.id, timer: id, ms });
  call.timers[id] = timer;
}

function durationOf(ms: unknown): number {
  const number = Number(ms ?? 0);
  return isFiniteNumber(number) ? max(shortestMs, number) : shortestMs;
}
