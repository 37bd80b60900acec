import type { EventData } from "../../../sdk/index.ts";
import type { WrittenStep } from "./history.ts";

/** Which written step an event tells of; undefined: one that never was. */
export function positionOf(
  { action, uid, resourceVersion }: EventData,
  written: readonly WrittenStep[],
): number | undefined {
  const index = written.findIndex((step) => {
    if (step.uid !== uid) return false;
    if (action === "delete") return step.object === null;
    return step.object?.metadata.resourceVersion === resourceVersion;
  });
  return index === -1 ? undefined : index;
}
