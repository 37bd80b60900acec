import type { ResourceConfig } from "../../config/config.ts";
import type { Store } from "../../store/store.ts";
import type { KnownVersions } from "../reflector/known-versions.ts";
import { entryOf } from "./entry.ts";
import type { Place } from "./places.ts";

/** What handlers saw before this start counts as known; what they saw in namespaces that no longer match does not. */
export function seedKnown(
  known: KnownVersions,
  store: Pick<Store, "knownVersions">,
  cluster: string,
  config: ResourceConfig,
  places: readonly Place[],
): void {
  const entry = entryOf(config);
  for (const { knownIn, accepts } of places) {
    for (const version of store.knownVersions({ cluster, entry, namespace: knownIn })) {
      if (accepts(version.namespace)) known.set(version);
    }
  }
}
