import type { HandlerResult } from "../../sdk/index.ts";
import type { Handler } from "../runtimes/handler.ts";
import type { Clock } from "../time/clock.ts";
import { CallSlots } from "./call-slots.ts";
import type { CallOutcome, ChainObserver } from "./chain-observer.ts";
import type { ChainEnd, ChainRun } from "./chain-run.ts";
import { AnsweredError, HandlerFailure } from "./handler-failure.ts";
import type { Passage } from "./passage.ts";
import { applyPatch } from "./patch.ts";
import { RateLimit } from "./rate-limit.ts";
import { readResult } from "./result.ts";
import { callWithin } from "./time-limit.ts";
import { matchesWhen } from "./when.ts";

/** One handler's place in the chain: undefined goes on to the next, anything else ends the chain. */
export type HandlerStep = (run: ChainRun) => Promise<ChainEnd | undefined>;

/** A handler's slots and rate are its own, whichever chains it is in. */
const steps = new WeakMap<Handler, HandlerStep>();

/** The step of a handler: made once, so that a handler that a reload leaves as it is goes on as it was. */
export function handlerStep(handler: Handler, clock: Clock, observer: ChainObserver): HandlerStep {
  const step = steps.get(handler) ?? createHandlerStep(handler, clock, observer);
  steps.set(handler, step);
  return step;
}

/**
 * The host's own wrapper around a handler: matches, waits for a slot and its rate, calls within the time limit, checks the
 * result and applies its patch. Rejects with a HandlerFailure, or with the signal's reason.
 */
function createHandlerStep(handler: Handler, clock: Clock, observer: ChainObserver): HandlerStep {
  const { name, when, once, concurrency, rate } = handler.spec;
  const slots = new CallSlots(concurrency);
  handler.capacity?.((calls) => slots.resize(Math.min(concurrency, calls)));
  const limit = rate === undefined ? undefined : new RateLimit(rate, clock);
  const step = { handler, slots, limit, clock, observer };
  return async (run) => {
    if (!matchesWhen(when, run.version.event.data)) {
      observer.passedOver(name);
      return undefined;
    }
    try {
      const kept = run.kept.get(name);
      if (kept !== undefined) applyResult(kept, run);
      const result = kept ?? (await callHandler(step, run));
      if (result === undefined) {
        observer.passedOver(name);
        return undefined;
      }
      if (once) run.kept.set(name, result);
      return result.next === false ? { handler: name, reason: result.reason } : undefined;
    } catch (error) {
      run.passage.signal.throwIfAborted();
      throw new HandlerFailure({ handler: name, event: run.version.event, attempt: run.attempt }, error);
    }
  };
}

interface Step {
  readonly handler: Handler;
  readonly slots: CallSlots;
  readonly limit: RateLimit | undefined;
  readonly clock: Clock;
  readonly observer: ChainObserver;
}

/** Resolves with undefined if the handler is switched off, be it while its turn was waited for. */
async function callHandler(step: Step, run: ChainRun): Promise<HandlerResult | undefined> {
  const { handler, slots, clock, observer } = step;
  const { name, timeoutMs } = handler.spec;
  const { version, attempt, passage } = run;
  if (isSwitchedOff(handler)) return undefined;
  const turn = takeTurn(step, passage);
  if (turn !== undefined) await turn;
  if (isSwitchedOff(handler)) {
    slots.giveBack();
    return undefined;
  }
  const startedAt = performance.now();
  let outcome: CallOutcome = "failed";
  try {
    const deadline = clock.now() + timeoutMs;
    const answer = await callWithin(timeoutMs, passage.signal, (signal) =>
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

function isSwitchedOff(handler: Handler): boolean {
  return handler.switchedOff?.() !== undefined;
}

/** Takes a slot, and what the rate asks for: at once (undefined), or when the promise resolves. */
function takeTurn({ slots, limit }: Step, passage: Passage): Promise<void> | undefined {
  const slot = slots.take(passage.signal);
  if (limit !== undefined) return takeToken(slots, limit, slot, passage);
  return slot && passage.wait(slot);
}

/** The slot comes first: a token taken early would be spent at another time than the call it is for. */
async function takeToken(
  slots: CallSlots,
  limit: RateLimit,
  slot: Promise<void> | undefined,
  passage: Passage,
): Promise<void> {
  if (slot !== undefined) await passage.wait(slot);
  try {
    const token = limit.take(passage.signal);
    if (token !== undefined) await passage.wait(token);
  } catch (error) {
    slots.giveBack();
    throw error;
  }
}

function applyResult({ patch }: HandlerResult, run: ChainRun): void {
  if (patch !== undefined) run.version = applyPatch(run.version, patch);
}
