import type { Told } from "./told.ts";
import type { Written } from "./written.ts";

/**
 * Holds what was told by hosts one after the other against what was written: each object's events go on from where the one
 * before ended, and end where the object did. Returns what is wrong.
 */
export function checkNet(written: readonly Written[], told: readonly Told[]): string[] {
  const changes = Map.groupBy(written, ({ object }) => object);
  const events = Map.groupBy(told, ({ object }) => object);
  const objects = new Set([...changes.keys(), ...events.keys()]);
  return [...objects].flatMap((object) =>
    checkObject(changes.get(object)?.at(-1), events.get(object) ?? []).map((wrong) => `${object}: ${wrong}`),
  );
}

function checkObject(last: Written | undefined, told: readonly Told[]): string[] {
  const wrong: string[] = [];
  let before: string | null = null;
  for (const { action, version = null, oldVersion } of told) {
    if (oldVersion !== before) wrong.push(`expected to go from ${before}, got ${oldVersion}`);
    before = action === "delete" ? null : version;
  }
  const expected = last?.state === "present" ? last.version : null;
  if (before !== expected) wrong.push(`expected to end at ${expected}, got ${before}`);
  return wrong;
}
