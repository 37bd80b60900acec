import type { ResourceConfig } from "../../config/config.ts";
import type { IsWatched } from "../../store/store.ts";
import { entryOf } from "./entry.ts";

/** Which baselines the configured resources need, in one of the namespaces as they are watched or an object's own. */
export function coverageOf(resources: readonly ResourceConfig[]): IsWatched {
  const byEntry = Map.groupBy(resources, entryOf);
  return (entry, namespace) => byEntry.get(entry)?.some((resource) => covers(resource, namespace)) === true;
}

function covers({ namespaces }: ResourceConfig, namespace: string): boolean {
  const { written } = namespaces;
  if (written.length === 0 || namespace === "") return true;
  return written.join(",") === namespace || (namespace !== "*" && namespaces.matches(namespace));
}
