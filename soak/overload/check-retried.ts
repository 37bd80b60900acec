import type { Told } from "./told.ts";

/** Holds what was told after all dead letters were retried against them: each is handled, once, and nothing else is told. */
export function checkRetried(letters: readonly Told[], retried: readonly Told[]): string[] {
  const handled = Map.groupBy(retried, ({ id }) => id);
  const wanted = new Set(letters.map(({ id }) => id));
  return [
    ...letters.flatMap(({ id, object }) => {
      const ends = (handled.get(id) ?? []).map(({ end }) => end);
      return ends.join() === "handled"
        ? []
        : [`${object}: dead letter ${id}: expected handled, got ${ends.join() || "nothing"}`];
    }),
    ...retried.filter(({ id }) => !wanted.has(id)).map(({ id, object }) => `${object}: ${id} was no dead letter`),
  ];
}
