/** The most calls in a time: so many at once, then evenly. */
export interface Rate {
  readonly calls: number;
  readonly perMs: number;
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** "1/s", "30/m" or "100/h"; undefined if it is none. */
export function parseRate(text: string): Rate | undefined {
  const [, calls, unit = ""] = /^([1-9]\d{0,6})\/([smh])$/.exec(text) ?? [];
  const perMs = unitMs[unit];
  return calls === undefined || perMs === undefined ? undefined : Object.freeze({ calls: Number(calls), perMs });
}

/** As `parseRate`, of a text that was checked before. Throws RangeError if it was not. */
export function rateOf(text: string): Rate {
  const rate = parseRate(text);
  if (rate === undefined) throw new RangeError(`Expected a checked rate, got "${text}"`);
  return rate;
}
