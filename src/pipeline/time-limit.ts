import { KwatchmanError } from "../errors/kwatchman-error.ts";

/** A call, given the signal that tells it to stop. */
export type SignalledCall = (signal: AbortSignal) => Promise<unknown>;

/** A call that was begun. */
export interface LimitedCall {
  /** Rejects with KW_HANDLER_TIMEOUT when the time is over, and with the reason when the call is abandoned. */
  readonly answer: Promise<unknown>;
  /** Aborts the call's signal; what it still answers is dropped. Does nothing to a call that has ended. */
  readonly abandon: (reason: unknown) => void;
}

/** Begins a call that is abandoned when its time is over, whether it heeds its signal or not. */
export function beginCall(timeoutMs: number, call: SignalledCall): LimitedCall {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const controller = new AbortController();
  let hasEnded = false;
  const timer = setTimeout(() => {
    abandon(new KwatchmanError("KW_HANDLER_TIMEOUT", `Expected an answer within ${timeoutMs} ms, got none`));
  }, timeoutMs);
  const end = (): void => {
    hasEnded = true;
    clearTimeout(timer);
  };
  const abandon = (reason: unknown): void => {
    if (hasEnded) return;
    end();
    controller.abort(reason);
    reject(reason);
  };
  const settle = async (): Promise<void> => {
    try {
      resolve(await call(controller.signal));
    } catch (error) {
      reject(error);
    } finally {
      end();
    }
  };
  void settle();
  return { answer: promise, abandon };
}

/** Calls with a time limit, as `beginCall` does, until the outer signal is aborted: then it rejects with its reason. */
export async function callWithin(timeoutMs: number, outer: AbortSignal, call: SignalledCall): Promise<unknown> {
  outer.throwIfAborted();
  const { answer, abandon } = beginCall(timeoutMs, call);
  const abort = (): void => {
    abandon(outer.reason);
  };
  outer.addEventListener("abort", abort, { once: true });
  try {
    return await answer;
  } finally {
    outer.removeEventListener("abort", abort);
  }
}
