import { AbortController, type AbortSignal, named } from "./abort.ts";
import { setTimeout } from "./timers.ts";

/** `AbortSignal.timeout`. */
export function abortAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(named("TimeoutError", "The operation was aborted due to timeout")), ms);
  return controller.signal;
}
