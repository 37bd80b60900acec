const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const wholeText = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const onePart = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/** The longest duration: a timer takes no more than 2^31 - 1 milliseconds, some 24 days. */
export const longestDurationMs = 576 * 3_600_000;

/** "500ms", "5s", "2m", "1h" or a combination such as "1m30s", in milliseconds; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  if (!wholeText.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(onePart)) ms += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return Math.round(ms);
}

/** As `parseDuration`, of a text that was checked before. Throws RangeError if it was not. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new RangeError(`Expected a checked duration, got "${text}"`);
  return ms;
}
