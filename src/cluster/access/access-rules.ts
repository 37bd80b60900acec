import { qualifiedName } from "../discovery/served-resource.ts";
import { type AccessedResource, identityRule, type Watching, watchVerbs } from "./needed-access.ts";

/** A rule of a Role or ClusterRole, as RBAC has it. */
export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules for one namespace, or for the whole cluster. */
export interface PlacedRules {
  /** undefined: for the whole cluster. */
  readonly namespace: string | undefined;
  readonly rules: readonly AccessRule[];
}

/**
 * The fewest rules that allow all of it: what is watched everywhere needs no rule in a namespace besides.
 *
 * @param readsIdentity whether the cluster's own uid is read, too
 */
export function accessRules(watchings: readonly Watching[], readsIdentity: boolean): PlacedRules[] {
  const everywhere = new Set(watchings.filter(({ namespace }) => namespace === undefined).map(nameOf));
  const needed = watchings.filter((one) => one.namespace === undefined || !everywhere.has(nameOf(one)));
  const byPlace = Map.groupBy(needed, ({ namespace }) => namespace);
  if (readsIdentity && !byPlace.has(identityRule.namespace)) byPlace.set(identityRule.namespace, []);
  return [...byPlace]
    .sort(([one = ""], [other = ""]) => compare(one, other))
    .map(([namespace, here]) => ({
      namespace,
      rules: [
        ...watchRules(here.map(({ resource }) => resource)),
        ...(readsIdentity && namespace === identityRule.namespace ? [identityRule.rule] : []),
      ],
    }));
}

/** One rule for each API group. */
function watchRules(resources: readonly AccessedResource[]): AccessRule[] {
  const byGroup = Map.groupBy(resources, ({ group }) => group);
  return [...byGroup]
    .sort(([one], [other]) => compare(one, other))
    .map(([group, ofGroup]) => ({
      apiGroups: [group],
      resources: [...new Set(ofGroup.map(({ plural }) => plural))].sort(compare),
      verbs: watchVerbs,
    }));
}

function nameOf({ resource }: Watching): string {
  return qualifiedName(resource);
}

/** By code points: the same in every language and place. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
