import type { AccessRules } from "./access/access-rules.ts";
import type { ServedKinds } from "./kinds/served-kinds.ts";
import type { ObjectStore } from "./storage/object-store.ts";

/** What the parts of one embedded cluster share. */
export interface ClusterState {
  readonly kinds: ServedKinds;
  readonly store: ObjectStore;
  readonly access: AccessRules;
  /** How a watch from a forgotten resourceVersion is told so: in the stream, or by the answer's own status. */
  readonly expiredWatchAs: "event" | "status";
}
