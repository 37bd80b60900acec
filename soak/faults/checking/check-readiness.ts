import type { ObjectHistory } from "./history.ts";
import { positionOf } from "./position.ts";
import { timeFormat } from "./time-format.ts";

/** One look at /readyz. Times are in milliseconds since the epoch. */
export interface ReadinessSample {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly isReady: boolean;
}

/** A stretch of time in which nothing can have come from the server to the host. */
export interface Outage {
  readonly fault: string;
  readonly from: number;
  readonly until: number;
}

/** How long being deaf may go unnoticed. In milliseconds. */
export interface DeafnessBound {
  readonly boundMs: number;
  /** For the measuring itself: timers and processes that wait for their turn. */
  readonly graceMs: number;
}

/** Ready in an outage that has lasted longer than the bound. */
export function checkOutages(
  samples: readonly ReadinessSample[],
  outages: readonly Outage[],
  { boundMs, graceMs }: DeafnessBound,
): string[] {
  return outages.flatMap(({ fault, from, until }) => {
    const wrong = samples.find(
      ({ askedAt, answeredAt, isReady }) => isReady && askedAt > from + boundMs + graceMs && answeredAt < until,
    );
    if (wrong === undefined) return [];
    const seconds = (wrong.askedAt - from) / 1000;
    return [`ready ${seconds.toFixed(1)} s into an outage (${fault}) that began at ${timeFormat(from)}`];
  });
}

/**
 * Ready without a break while a change that the server had taken longer ago than the bound was not told. A host that has
 * just come back is ready at once and needs a moment to tell what it missed: that is what the grace is for.
 */
export function checkUntold(
  samples: readonly ReadinessSample[],
  history: ObjectHistory,
  { boundMs, graceMs }: DeafnessBound,
): string[] {
  const late = delaysOf(history).filter(({ from, until }) => until - from > boundMs + graceMs);
  if (late.length === 0) return [];
  const stretches = readyStretches(samples);
  return late
    .filter(({ from, until }) => stretches.some((ready) => overlap(ready, { from: from + boundMs, until }) > graceMs))
    .map(({ from, until }) => {
      const seconds = ((until - from) / 1000).toFixed(1);
      return `ready, though what was written at ${timeFormat(from)} was told ${seconds} s later`;
    });
}

interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** From when a change could have been told to when it was, or a later one of the same life in its place. */
function delaysOf({ written, seen }: ObjectHistory): Stretch[] {
  const delays: Stretch[] = [];
  let position = -1;
  for (const { at, event } of seen) {
    const told = positionOf(event.data, written) ?? -1;
    const first = written.find((step, index) => index > position && index <= told && step.uid === event.data.uid);
    if (first !== undefined) delays.push({ from: first.answeredAt, until: at });
    position = Math.max(position, told);
  }
  return delays;
}

function readyStretches(samples: readonly ReadinessSample[]): Stretch[] {
  const stretches: Stretch[] = [];
  let from: number | undefined;
  let until = 0;
  for (const { askedAt, answeredAt, isReady } of samples) {
    if (isReady) {
      from ??= answeredAt;
      until = askedAt;
    } else if (from !== undefined) {
      stretches.push({ from, until });
      from = undefined;
    }
  }
  return from === undefined ? stretches : [...stretches, { from, until }];
}

function overlap(one: Stretch, other: Stretch): number {
  return Math.min(one.until, other.until) - Math.max(one.from, other.from);
}
