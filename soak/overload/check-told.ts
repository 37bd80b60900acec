import type { Told } from "./told.ts";
import type { Written } from "./written.ts";

/**
 * Holds what was told against what was written, from a host that watched all the time: each object's events stand, in
 * order, for all of its changes, each for as many as its `merged` says, of one uid, from where the one before ended.
 * Returns what is wrong.
 */
export function checkTold(written: readonly Written[], told: readonly Told[]): string[] {
  const changes = Map.groupBy(written, ({ object }) => object);
  const events = Map.groupBy(told, ({ object }) => object);
  const objects = new Set([...changes.keys(), ...events.keys()]);
  return [...objects].flatMap((object) =>
    checkObject(changes.get(object) ?? [], events.get(object) ?? []).map((wrong) => `${object}: ${wrong}`),
  );
}

function checkObject(written: readonly Written[], told: readonly Told[]): string[] {
  const wrong: string[] = [];
  let from = 0;
  let before: string | null = null;
  for (const event of told) {
    const covered = written.slice(from, from + event.merged);
    wrong.push(...checkEvent(event, covered, before).map((what) => `event for changes from ${from}: ${what}`));
    before = event.action === "delete" ? null : (event.version ?? null);
    from += event.merged;
  }
  if (from !== written.length) wrong.push(`events for ${from} changes, of ${written.length}`);
  return wrong;
}

function checkEvent({ action, uid, version, oldVersion }: Told, covered: readonly Written[], before: string | null) {
  const last = covered.at(-1);
  if (last === undefined) return ["nothing happened"];
  const expected = last.state === "gone" ? "delete" : before === null ? "add" : "update";
  return [
    ...(action === expected ? [] : [`expected ${expected}, got ${action}`]),
    ...(oldVersion === before ? [] : [`expected to go from ${before}, got ${oldVersion}`]),
    ...(last.state === "gone" || version === last.version ? [] : [`expected ${last.version}, got ${version}`]),
    ...(covered.every((change) => change.uid === uid) ? [] : ["changes of another uid"]),
    ...(covered.slice(0, -1).every(({ state }) => state === "present") ? [] : ["an end was not told"]),
  ];
}
