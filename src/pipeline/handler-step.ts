import type { HandlerResult } from "../../sdk/index.ts";
import type { Handler } from "../runtimes/handler.ts";
import type { Clock } from "../time/clock.ts";
import { CallSlots } from "./call-slots.ts";
import type { CallOutcome, ChainObserver } from "./chain-observer.ts";
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
export function createHandlerStep(handler: Handler, clock: Clock, observer: ChainObserver): HandlerStep {
  const { name, when, once, concurrency } = handler.spec;
  const step = { handler, slots: new CallSlots(concurrency), clock, observer };
  return async (run) => {
    if (!matchesWhen(when, run.version.event.data)) {
      observer.passedOver(name);
      return undefined;
    }
    try {
      const kept = run.kept.get(name);
      if (kept !== undefined) applyResult(kept, run);
      const result = kept ?? (await callHandler(step, run));
      if (once) run.kept.set(name, result);
      return result.next === false ? { handler: name, reason: result.reason } : undefined;
    } catch (error) {
      run.signal.throwIfAborted();
      throw new HandlerFailure({ handler: name, event: run.version.event, attempt: run.attempt }, error);
    }
  };
}

interface Step {
  readonly handler: Handler;
  readonly slots: CallSlots;
  readonly clock: Clock;
  readonly observer: ChainObserver;
}

async function callHandler({ handler, slots, clock, observer }: Step, run: ChainRun): Promise<HandlerResult> {
  const { name, timeoutMs } = handler.spec;
  const { version, attempt } = run;
  await slots.take(run.signal);
  const startedAt = performance.now();
  let outcome: CallOutcome = "failed";
  try {
    const deadline = clock.now() + timeoutMs;
    const answer = await callWithin(timeoutMs, run.signal, (signal) =>
      handler.call({ event: version, attempt, deadline, signal }),
    );
    const result = readResult(answer);
    if (result.error !== undefined) throw new AnsweredError(result.error);
    applyResult(result, run);
    outcome = result.next === false ? "stopped" : "next";
    return result;
  } finally {
    slots.giveBack();
    observer.called(name, outcome, (performance.now() - startedAt) / 1000);
  }
}

function applyResult({ patch }: HandlerResult, run: ChainRun): void {
  if (patch !== undefined) run.version = applyPatch(run.version, patch);
}
