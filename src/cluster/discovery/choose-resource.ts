import type { Resource } from "../../../sdk/index.ts";
import { rankOfGroup } from "./built-in-groups.ts";
import { decidesPrecedence, type GroupDocuments } from "./group-documents.ts";
import { nearestKinds } from "./nearest-names.ts";
import type { ResourceName } from "./resource-name.ts";
import { isCalled, isWatchable, qualifiedName, type ServedResource } from "./served-resource.ts";

/** What the documents say about a name. */
export type Choice =
  | { readonly state: "resolved"; readonly resource: Resource; readonly others: readonly Resource[] }
  | { readonly state: "absent"; readonly message: string }
  | { readonly state: "unknown"; readonly reason: string }
  | { readonly state: "unwatchable"; readonly message: string };

/** Takes the resource that a name stands for: core first, then the built-in groups, then custom ones in the server's order. */
export function chooseResource(wanted: ResourceName, groups: readonly GroupDocuments[]): Choice {
  const found = groups
    .flatMap(({ resources }) => firstOfEach(resources.filter((resource) => isCalled(resource, wanted.name))))
    .sort((one, other) => rankOfGroup(one.group) - rankOfGroup(other.group));
  const [chosen, ...others] = found.filter(isWatchable);
  const doubt = groups.find((group) => leavesDoubt(group, chosen));
  if (doubt?.failure !== undefined) return { state: "unknown", reason: doubt.failure };
  if (chosen !== undefined) {
    return { state: "resolved", resource: toResource(chosen), others: others.map(toResource) };
  }
  const [unwatchable] = found;
  if (unwatchable !== undefined) {
    const name = qualifiedName(unwatchable);
    return { state: "unwatchable", message: `${name} cannot be listed and watched, it allows ${verbsOf(unwatchable)}` };
  }
  return { state: "absent", message: absence(wanted, groups) };
}

/** Whether a document that could not be read might have changed the choice. */
function leavesDoubt(group: GroupDocuments, chosen: ServedResource | undefined): boolean {
  if (group.failure === undefined) return false;
  return chosen === undefined || (decidesPrecedence(group) && rankOfGroup(group.group) < rankOfGroup(chosen.group));
}

/** Several versions of one resource count once: the preferred one. */
function firstOfEach(resources: readonly ServedResource[]): ServedResource[] {
  const byPlural = new Map<string, ServedResource>();
  for (const resource of resources) if (!byPlural.has(resource.plural)) byPlural.set(resource.plural, resource);
  return [...byPlural.values()];
}

function toResource({ group, version, kind, plural, namespaced }: ServedResource): Resource {
  return Object.freeze({ group, version, kind, plural, namespaced });
}

function verbsOf({ verbs }: ServedResource): string {
  return verbs.length === 0 ? "nothing" : `only ${verbs.join(", ")}`;
}

function absence({ written, name }: ResourceName, groups: readonly GroupDocuments[]): string {
  const nearest = nearestKinds(
    name,
    groups.flatMap(({ resources }) => resources),
  );
  const hint = nearest.length === 0 ? "" : `; did you mean ${nearest.join(" or ")}?`;
  return `the API server knows no kind "${written}"${hint}`;
}
