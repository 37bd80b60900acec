import { Counter, Histogram, type Registry } from "prom-client";
import type { CallOutcome, ChainObserver } from "../../pipeline/chain/chain-observer.ts";

/** In seconds: from a function in this process to the longest usual time limit. */
const buckets = [0.0001, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30];

const outcomes: readonly CallOutcome[] = ["next", "stopped", "failed"];

/** What becomes of events in each handler. */
export interface HandlerMetrics {
  readonly observer: ChainObserver;
  /** Has all series of these handlers from now on, at 0 where they are new. */
  readonly expect: (handlers: readonly string[]) => void;
}

export function createHandlerMetrics(registry: Registry): HandlerMetrics {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames, registers: [registry] });

  const calls = counter("kwatchman_handler_calls_total", "Calls that ended, by how they ended.", [
    "handler",
    "outcome",
  ]);
  const seconds = new Histogram({
    name: "kwatchman_handler_call_duration_seconds",
    help: "How long calls took, without waiting for their turn.",
    labelNames: ["handler"],
    buckets,
    registers: [registry],
  });
  const passedOver = counter(
    "kwatchman_handler_passed_over_total",
    "Events that the handler is not for, or that came while it was switched off.",
    ["handler"],
  );
  const retries = counter("kwatchman_handler_retries_total", "Retries of an event after the handler failed.", [
    "handler",
  ]);
  const deadLetters = counter("kwatchman_handler_dead_letters_total", "Events given up after the handler failed.", [
    "handler",
  ]);

  const known = new Set<string>();
  const expect = (handlers: readonly string[]): void => {
    for (const handler of handlers) {
      if (known.has(handler)) continue;
      known.add(handler);
      for (const outcome of outcomes) calls.inc({ handler, outcome }, 0);
      for (const each of [passedOver, retries, deadLetters]) each.inc({ handler }, 0);
      seconds.zero({ handler });
    }
  };
  const observer: ChainObserver = {
    called(handler, outcome, duration) {
      calls.inc({ handler, outcome });
      seconds.observe({ handler }, duration);
    },
    passedOver: (handler) => passedOver.inc({ handler }),
    retried: (handler) => retries.inc({ handler }),
    deadLettered: (handler) => deadLetters.inc({ handler }),
  };
  return { observer, expect };
}
