import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant; undefined if none is near. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const lowerCase = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const found = closest(written.toLowerCase(), [...lowerCase.keys()]);
  const isNear = distance(written.toLowerCase(), found) <= Math.max(2, Math.floor(written.length / 3));
  return isNear ? lowerCase.get(found) : undefined;
}

/** `; did you mean "slack"?`, or nothing. */
export function didYouMean(written: string, candidates: readonly string[], quote: "`" | '"'): string {
  const found = nearest(written, candidates);
  return found === undefined ? "" : `; did you mean ${quote}${found}${quote}?`;
}
