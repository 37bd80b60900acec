import { KwatchmanError } from "../errors/kwatchman-error.ts";

/**
 * Calls with a time limit. The call's signal is aborted when the time is over or the outer signal is; a call that does
 * not heed it is abandoned, and what it still answers is dropped. Throws KW_HANDLER_TIMEOUT, or the outer signal's reason.
 */
export function callWithin(
  timeoutMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const controller = new AbortController();
  const abandon = (reason: unknown): void => {
    controller.abort(reason);
    reject(reason);
  };
  const timer = setTimeout(() => {
    abandon(new KwatchmanError("KW_HANDLER_TIMEOUT", `Expected an answer within ${timeoutMs} ms, got none`));
  }, timeoutMs);
  const abort = (): void => {
    abandon(signal.reason);
  };
  signal.addEventListener("abort", abort, { once: true });
  call(controller.signal).then(resolve, reject);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  });
}
