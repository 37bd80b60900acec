import type { Told } from "../overload/told.ts";
import type { LogLine } from "./host.ts";
import type { Look } from "./looks.ts";

/** What happened, and when, in milliseconds since the epoch. */
export interface Outage {
  readonly failsFrom: number;
  readonly failsTo: number;
  readonly lines: readonly LogLine[];
  readonly looks: readonly Look[];
  readonly paged: readonly Told[];
}

/** What the breaker did. */
export interface BreakerFigures {
  readonly openedAfterMs: number;
  readonly closedAfterMs: number;
  readonly trials: number;
  readonly mostWaiting: number;
  readonly deadLetters: number;
}

const FIRST_OPEN_MS = 5000;
const LONGEST_OPEN_MS = 60_000;
const LONGEST_WAIT_MS = 600_000;
/** For those who look once a second, and for a slow machine. */
const MARGIN_MS = 5000;

/** Holds an outage against what docs/delivery.md says of it. Returns what the breaker did, and what is wrong. */
export function checkBreaker(outage: Outage): {
  readonly figures: BreakerFigures;
  readonly findings: readonly string[];
} {
  const { failsFrom, failsTo, paged, looks } = outage;
  const openedAt = timeOf(outage, "breaker opened");
  const closedAt = timeOf(outage, "breaker closed");
  const figures: BreakerFigures = {
    openedAfterMs: openedAt - failsFrom,
    closedAfterMs: closedAt - failsTo,
    trials: said(outage, "breaker half-open, one event on trial").length,
    mostWaiting: Math.max(...looks.map(({ waiting }) => waiting)),
    deadLetters: paged.filter(({ end }) => end === "dead letter").length,
  };
  const findings = [
    ...checkOpening(figures, outage),
    ...checkTrials(outage, openedAt, closedAt),
    ...checkDeadLetters(outage, closedAt),
    ...checkLooks(looks, openedAt, closedAt, figures),
  ];
  return { figures, findings };
}

function checkOpening({ openedAfterMs, closedAfterMs }: BreakerFigures, outage: Outage): string[] {
  return [
    ...(said(outage, "breaker opened").length === 1 ? [] : ["Expected the breaker to open once"]),
    ...(said(outage, "breaker closed").length === 1 ? [] : ["Expected the breaker to close once"]),
    ...(openedAfterMs >= 2000 && openedAfterMs < 2000 + 2 * MARGIN_MS ? [] : [`It opened after ${openedAfterMs} ms`]),
    ...(closedAfterMs >= 0 && closedAfterMs < LONGEST_OPEN_MS + MARGIN_MS
      ? []
      : [`It closed after ${closedAfterMs} ms`]),
  ];
}

/** One call at a time, each after a pause that doubles. */
function checkTrials(outage: Outage, openedAt: number, closedAt: number): string[] {
  const openings = [...said(outage, "breaker opened"), ...said(outage, "breaker opened again")];
  const pauses = openings.flatMap(({ trialInMs }, index) => {
    const bound = Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** index);
    const pause = Number(trialInMs);
    return pause >= bound / 2 && pause <= bound ? [] : [`Trial ${index + 1} came after ${pause} ms`];
  });
  const trials = said(outage, "breaker half-open, one event on trial").length;
  // Calls that were under way when it opened may fail a moment later.
  const calls = said(outage, "handler failed, retrying").filter(
    (line) => line["handler"] === "pager" && atOf(line) > openedAt + 1000 && atOf(line) < closedAt,
  );
  return calls.length === trials - 1 ? pauses : [...pauses, `${calls.length} calls failed in ${trials} trials`];
}

/** None is one before it has waited for ten minutes, and none waits for longer. */
function checkDeadLetters({ failsFrom, paged }: Outage, closedAt: number): string[] {
  return paged
    .filter(
      ({ end, endedAt }) => end === "dead letter" && (endedAt - failsFrom < LONGEST_WAIT_MS || endedAt > closedAt),
    )
    .map(({ object, endedAt }) => `${object} became a dead letter after ${endedAt - failsFrom} ms`);
}

function checkLooks(
  looks: readonly Look[],
  openedAt: number,
  closedAt: number,
  { deadLetters }: BreakerFigures,
): string[] {
  const during = looks.filter(({ at }) => at > openedAt + 1000 && at < closedAt);
  const after = looks.findLast(({ at }) => at > closedAt + 1000);
  if (during.length === 0 || after === undefined)
    return ["The host was not looked at while the breaker was open, or after"];
  const expectations = {
    "/metrics to tell of the open breaker": during.every(({ state }) => state === "open" || state === "half-open"),
    "/readyz to name the handler": during.every(({ isNamed }) => isNamed),
    "/readyz to be ready": looks.every(({ isReady }) => isReady),
    "the breaker to be told to be closed": after.state === "closed" && !after.isNamed,
    "/metrics to tell of one opening": after.openings === 1,
    "/metrics to tell of all dead letters": after.deadLetters === deadLetters,
  };
  return Object.entries(expectations).flatMap(([what, isMet]) => (isMet ? [] : [`Expected ${what}`]));
}

function said({ lines }: Outage, message: string): LogLine[] {
  return lines.filter(({ msg }) => msg === message);
}

function timeOf(outage: Outage, message: string): number {
  const [line] = said(outage, message);
  return line === undefined ? Number.NaN : atOf(line);
}

function atOf({ time }: LogLine): number {
  return new Date(time as string | number).getTime();
}
