import type { Logger } from "../../../sdk/index.ts";
import type { ObservationSink } from "../../pipeline/observation.ts";
import { KnownVersions } from "../reflector/known-versions.ts";
import { emptyCounts, type ReflectorCounts } from "../reflector/reflector-status.ts";
import type { WhenForbidden } from "../reflector/reflector-options.ts";
import { Reflector } from "../reflector/reflector.ts";
import type { Definition } from "./await-definition.ts";
import { namespaceResource } from "./by-namespace.ts";
import { entryOf, selectorsOf } from "./entry.ts";
import { logWith } from "./log-with.ts";
import type { Place } from "./places.ts";
import type { CompleteOptions } from "./resource-watch-options.ts";

/** Makes the reflectors of one configured resource. */
export interface ReflectorFactory {
  /** `existedAtStart`: the kind, and the namespace if it is one, were there when the watching began. */
  reflectPlace(definition: Definition, place: Place, existedAtStart: boolean, whenForbidden: WhenForbidden): Reflector;
  /** Mirrors the namespaces themselves, for nobody but us: in a scope and with counts of its own. */
  reflectNamespaces(definition: Definition, sink: ObservationSink): Reflector;
}

/** What the reflectors of one resource share: what is known of its objects, and what is counted. */
export interface SharedParts {
  readonly known: KnownVersions;
  readonly counts: ReflectorCounts;
  readonly log: Logger;
  /** Called whenever one of them turns out to watch, with the time at which that began. */
  readonly onWatching: (openedAt: number) => void;
}

export function createReflectorFactory(
  options: CompleteOptions,
  { known, counts, log, onWatching }: SharedParts,
): ReflectorFactory {
  const { store, outages, resource: config } = options;
  const { redactionKey } = store;
  return {
    reflectPlace({ resource, cluster }, { namespace, scopeNamespace, accepts }, existedAtStart, whenForbidden) {
      const scope = { cluster, entry: entryOf(config), namespace: scopeNamespace };
      return new Reflector({
        ...options,
        resource,
        scope,
        namespace,
        accepts,
        selectors: selectorsOf(config),
        metadataOnly: config.metadataOnly,
        isInitial: existedAtStart && !store.isListed(scope),
        whenForbidden,
        known,
        counts,
        redactionKey,
        onWatching,
        outage: outages.join(config.kind),
        log: namespace === undefined ? log : logWith(log, { namespace }),
      });
    },
    reflectNamespaces({ cluster }, sink) {
      return new Reflector({
        ...options,
        resource: namespaceResource,
        scope: { cluster, entry: "", namespace: "" },
        namespace: undefined,
        accepts: () => true,
        selectors: {},
        metadataOnly: true,
        isInitial: true,
        whenForbidden: "ends-unless-listed",
        known: new KnownVersions(),
        counts: emptyCounts(),
        redactionKey,
        sink,
        outage: outages.join(config.kind),
        log: logWith(log, { watched: "namespaces" }),
      });
    },
  };
}
