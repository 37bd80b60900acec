import type { HandlerResult } from "../../sdk/index.ts";
import type { Handler } from "../runtimes/handler.ts";
import type { Clock } from "../time/clock.ts";
import { CallSlots } from "./call-slots.ts";
import type { ChainEnd, ChainRun } from "./chain-run.ts";
import { AnsweredError, HandlerFailure } from "./handler-failure.ts";
import { applyPatch } from "./patch.ts";
import { readResult } from "./result.ts";
import { callWithin } from "./time-limit.ts";
import { matchesWhen } from "./when.ts";

/** One handler's place in the chain: undefined goes on to the next, anything else ends the chain. */
export type HandlerStep = (run: ChainRun) => Promise<ChainEnd | undefined>;

/**
 * The host's own wrapper around a handler: matches, waits for a slot, calls within the time limit, checks the result and
 * applies its patch. Rejects with a HandlerFailure, or with the signal's reason.
 */
export function createHandlerStep(handler: Handler, clock: Clock): HandlerStep {
  const { name, when, once } = handler.spec;
  const slots = new CallSlots(handler.spec.concurrency);
  return async (run) => {
    if (!matchesWhen(when, run.version.event.data)) return undefined;
    try {
      const result = run.kept.get(name) ?? (await callHandler(handler, slots, run, clock));
      if (result.patch !== undefined) run.version = applyPatch(run.version, result.patch);
      if (once) run.kept.set(name, result);
      return result.next === false ? { handler: name, reason: result.reason } : undefined;
    } catch (error) {
      run.signal.throwIfAborted();
      throw new HandlerFailure({ handler: name, event: run.version.event, attempt: run.attempt }, error);
    }
  };
}

async function callHandler(handler: Handler, slots: CallSlots, run: ChainRun, clock: Clock): Promise<HandlerResult> {
  const { timeoutMs } = handler.spec;
  const { version, attempt } = run;
  await slots.take(run.signal);
  try {
    const deadline = clock.now() + timeoutMs;
    const answer = await callWithin(timeoutMs, run.signal, (signal) =>
      handler.call({ event: version, attempt, deadline, signal }),
    );
    const result = readResult(answer);
    if (result.error !== undefined) throw new AnsweredError(result.error);
    return result;
  } finally {
    slots.giveBack();
  }
}
