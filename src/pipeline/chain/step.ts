import type { HandlerResult } from "../../../sdk/index.ts";
import type { Handler } from "../../runtimes/handler.ts";
import type { Clock } from "../../time/clock.ts";
import { Breaker, type BreakerOptions } from "./breaker.ts";
import type { CallOutcome, ChainObserver } from "./chain-observer.ts";
import type { ChainEnd, ChainRun } from "./chain-run.ts";
import { AnsweredError, HandlerFailure } from "./handler-failure.ts";
import { CallSlots } from "./step/call-slots.ts";
import { applyPatch } from "./step/patch.ts";
import { RateLimit } from "./step/rate-limit.ts";
import { readResult } from "./step/result.ts";
import { matchesWhen } from "./step/when.ts";

/** One handler's place in the chain. */
export interface HandlerStep {
  readonly breaker: Breaker;
  /** Resolves with undefined if the event goes on to the next handler; anything else ends the chain. */
  readonly run: (run: ChainRun) => Promise<ChainEnd | undefined>;
}

/** What handlers are called with. */
export interface StepOptions extends BreakerOptions {
  readonly observer: ChainObserver;
}

/** A handler's slots, rate and breaker are its own, whichever chains it is in. */
const steps = new WeakMap<Handler, HandlerStep>();

/** The step of a handler: made once, so that a handler that a reload leaves as it is goes on as it was. */
export function handlerStep(handler: Handler, options: StepOptions): HandlerStep {
  const step = steps.get(handler) ?? createHandlerStep(handler, options);
  steps.set(handler, step);
  return step;
}

/**
 * The host's own wrapper around a handler: matches, waits for its breaker, a slot and its rate, calls within the time limit,
 * checks the result and applies its patch. Rejects with a HandlerFailure, or with the signal's reason.
 */
function createHandlerStep(handler: Handler, { log, clock, random, observer }: StepOptions): HandlerStep {
  const { name, when, once, concurrency, rate } = handler.spec;
  const slots = new CallSlots(concurrency);
  handler.capacity?.((calls) => slots.resize(Math.min(concurrency, calls)));
  const limit = rate === undefined ? undefined : new RateLimit(rate, clock);
  const breaker = new Breaker(handler.spec, { log, clock, random });
  const step = { handler, breaker, slots, limit, clock, observer };
  const runStep = async (run: ChainRun): Promise<ChainEnd | undefined> => {
    if (!matchesWhen(when, run.version.event.data)) {
      observer.passedOver(name);
      return undefined;
    }
    try {
      const kept = run.kept.get(name);
      if (kept !== undefined) applyResult(kept, run);
      const result = kept ?? (await callHandler(step, run));
      if (result === undefined) {
        breaker.leave(run);
        observer.passedOver(name);
        return undefined;
      }
      if (once) run.kept.set(name, result);
      return result.next === false ? { handler: name, reason: result.reason } : undefined;
    } catch (error) {
      breaker.leave(run);
      run.passage.signal.throwIfAborted();
      throw error instanceof HandlerFailure ? error : failureOf(error, name, run);
    }
  };
  return { breaker, run: runStep };
}

function failureOf(error: unknown, handler: string, { version, attempt }: ChainRun): HandlerFailure {
  return new HandlerFailure({ handler, event: version.event, attempt }, error);
}

interface Step {
  readonly handler: Handler;
  readonly breaker: Breaker;
  readonly slots: CallSlots;
  readonly limit: RateLimit | undefined;
  readonly clock: Clock;
  readonly observer: ChainObserver;
}

/** Resolves with undefined if the handler is left out: it is switched off, or broken. */
async function callHandler(step: Step, run: ChainRun): Promise<HandlerResult | undefined> {
  const { handler, breaker, slots, clock, observer } = step;
  const { name, timeoutMs } = handler.spec;
  const { version, attempt, passage } = run;
  if (isSwitchedOff(handler)) return undefined;
  if (!breaker.isClosed && !(await breaker.enter(run))) return undefined;
  const turn = takeTurn(step, run);
  if (turn !== undefined) await turn;
  if (isSwitchedOff(handler) || !breaker.admits(run)) {
    // It has become so while this call waited for its turn.
    slots.giveBack();
    return callHandler(step, run);
  }
  const startedAt = performance.now();
  let outcome: CallOutcome = "failed";
  try {
    const deadline = clock.now() + timeoutMs;
    const answer = await passage.call(timeoutMs, (signal) =>
      handler.call({ event: version, attempt, deadline, signal }),
    );
    const result = readResult(answer);
    if (result.error !== undefined) throw new AnsweredError(result.error);
    applyResult(result, run);
    outcome = result.next === false ? "stopped" : "next";
    breaker.succeeded();
    return result;
  } catch (error) {
    passage.signal.throwIfAborted();
    const failure = failureOf(error, name, run);
    failure.costsAttempt = breaker.failed(run, failure);
    throw failure;
  } finally {
    slots.giveBack();
    observer.called(name, outcome, (performance.now() - startedAt) / 1000);
  }
}

function isSwitchedOff(handler: Handler): boolean {
  return handler.switchedOff?.() !== undefined;
}

/** Takes a slot, and what the rate asks for: at once (undefined), or when the promise resolves. */
function takeTurn(step: Step, run: ChainRun): Promise<void> | undefined {
  const { passage } = run;
  const slot = step.slots.take(passage.signal);
  if (step.limit !== undefined) return takeToken(step, step.limit, slot, run);
  return slot && passage.wait(slot);
}

/**
 * The slot comes first: a token taken early would be spent at another time than the call it is for. None is spent if no
 * call can be made.
 */
async function takeToken(
  { slots, breaker }: Step,
  limit: RateLimit,
  slot: Promise<void> | undefined,
  run: ChainRun,
): Promise<void> {
  const { passage } = run;
  if (slot !== undefined) await passage.wait(slot);
  if (!breaker.admits(run)) return;
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
