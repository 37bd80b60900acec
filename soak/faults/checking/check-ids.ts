import type { SeenEvent } from "./history.ts";

/** One id stands for one change: no two events have the same. Gives a sentence for each repetition. */
export function checkIds(seen: readonly SeenEvent[]): string[] {
  const first = new Map<string, SeenEvent>();
  const findings: string[] = [];
  for (const one of seen) {
    const { id, subject } = one.event;
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, one);
    else findings.push(`${subject}: id ${id} was told before, of ${earlier.event.subject}`);
  }
  return findings;
}
