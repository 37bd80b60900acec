import type { Resource } from "../../sdk/index.ts";
import type { Connection } from "./connection.ts";
import { untilAborted } from "../time/until-aborted.ts";
import { isBuiltInGroup } from "./discovery/built-in-groups.ts";
import { readAllGroups, readOneGroup, type GroupDocuments } from "./discovery/group-documents.ts";
import { chooseResource, type Choice } from "./discovery/choose-resource.ts";
import { parseResourceName } from "./discovery/resource-name.ts";

/** What the API server says about a resource as the user wrote it. */
export type Resolution =
  | ResolvedResource
  /** Not served. `isExpected`: a custom kind named with its group, which may still come. */
  | { readonly state: "absent"; readonly isExpected: boolean; readonly message: string }
  /** The server could not be asked, or not fully. */
  | { readonly state: "unknown"; readonly reason: string }
  | { readonly state: "unwatchable"; readonly message: string };

export interface ResolvedResource {
  readonly state: "resolved";
  readonly resource: Resource;
  /** What else goes by that name, in other groups. */
  readonly others: readonly Resource[];
}

/** Finds resources by the names users give them. */
export interface Discovery {
  /** Asks the server. Rejects only when the signal is aborted: failures are `unknown`. */
  resolve(kind: string, apiVersion: string | undefined, signal: AbortSignal): Promise<Resolution>;
}

/** How long the documents of all groups may be shared among resources that are resolved at the same time. */
const SHARED_MS = 3000;

/** The signal ends what resources share. */
export function createDiscovery(connection: Connection, signal: AbortSignal): Discovery {
  let shared: { readonly groups: Promise<GroupDocuments[]>; readonly since: number } | undefined;
  const readShared = () => {
    if (shared === undefined || performance.now() - shared.since > SHARED_MS) {
      const reading = { groups: readAllGroups(connection, signal), since: performance.now() };
      reading.groups.catch(() => {
        // Whoever waits for it is told; the next to ask asks the server.
        if (shared === reading) shared = undefined;
      });
      shared = reading;
    }
    return shared.groups;
  };
  return {
    async resolve(kind, apiVersion, callerSignal) {
      const wanted = parseResourceName(kind, apiVersion);
      try {
        callerSignal.throwIfAborted();
        const groups =
          wanted.group === undefined
            ? await untilAborted(readShared(), callerSignal)
            : [await readOneGroup(connection, wanted.group, wanted.version, callerSignal)];
        return toResolution(chooseResource(wanted, groups), wanted.group);
      } catch (error) {
        callerSignal.throwIfAborted();
        return { state: "unknown", reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

function toResolution(choice: Choice, group: string | undefined): Resolution {
  if (choice.state !== "absent") return choice;
  return { ...choice, isExpected: group !== undefined && !isBuiltInGroup(group) };
}
