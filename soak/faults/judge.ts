import { checkIds } from "./checking/check-ids.ts";
import { checkObject } from "./checking/check-object.ts";
import {
  checkOutages,
  checkUntold,
  type DeafnessBound,
  type Outage,
  type ReadinessSample,
} from "./checking/check-readiness.ts";
import type { ObjectHistory, SeenEvent } from "./checking/history.ts";
import { tellHistory } from "./checking/tell-history.ts";

/** All that a soak has seen from outside. */
export interface Evidence {
  readonly histories: readonly ObjectHistory[];
  readonly seen: readonly SeenEvent[];
  readonly samples: readonly ReadinessSample[];
  readonly outages: readonly Outage[];
  readonly bound: DeafnessBound;
}

export interface Verdict {
  /** What is wrong, in sentences; empty: nothing. */
  readonly findings: readonly string[];
  /** The whole histories of the first objects with which something is wrong. */
  readonly histories: readonly string[];
}

const HISTORIES_TOLD = 3;

/** Nothing lost, nothing invented, nothing out of order, and never ready while deaf. */
export function judge({ histories, seen, samples, outages, bound }: Evidence): Verdict {
  const checked = histories.map((history) => ({
    history,
    findings: [...checkObject(history), ...checkUntold(samples, history, bound)],
  }));
  const wrong = checked.filter(({ findings }) => findings.length > 0);
  return {
    findings: [
      ...wrong.flatMap(({ history, findings }) => findings.map((finding) => `${history.subject}: ${finding}`)),
      ...checkIds(seen),
      ...checkOutages(samples, outages, bound),
    ],
    histories: wrong.slice(0, HISTORIES_TOLD).map(({ history }) => tellHistory(history)),
  };
}
