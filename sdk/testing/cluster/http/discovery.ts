import type { JsonObject } from "../json-object.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import type { ServedKinds } from "../kinds/served-kinds.ts";

const READ_WRITE = ["create", "delete", "get", "list", "patch", "update", "watch"];

/** The group whose only kind is asked, not stored. */
const REVIEWS = "authorization.k8s.io";

/** What the path of a discovery request answers; undefined: the path is no such thing, or not served. */
export function discoveryDocument(kinds: ServedKinds, path: string): JsonObject | undefined {
  const [root, group, version, ...rest] = path.split("/").slice(1);
  if (rest.length > 0) return undefined;
  if (root === "api") return coreDocument(kinds, group, version);
  if (root !== "apis") return undefined;
  if (group === undefined) return { kind: "APIGroupList", apiVersion: "v1", groups: groupsOf(kinds) };
  if (version === undefined) return groupDocument(kinds, group);
  if (!versionsOf(kinds, group).includes(version)) return undefined;
  return resourceList(kinds, `${group}/${version}`);
}

function coreDocument(kinds: ServedKinds, version?: string, rest?: string): JsonObject | undefined {
  if (version === undefined) return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  return version === "v1" && rest === undefined ? resourceList(kinds, "v1") : undefined;
}

function groupsOf(kinds: ServedKinds): readonly JsonObject[] {
  return [...kinds.groups(), REVIEWS].map((group) => describeGroup(kinds, group));
}

function groupDocument(kinds: ServedKinds, group: string): JsonObject | undefined {
  if (versionsOf(kinds, group).length === 0) return undefined;
  return { kind: "APIGroup", apiVersion: "v1", ...describeGroup(kinds, group) };
}

function describeGroup(kinds: ServedKinds, group: string): JsonObject {
  const versions = versionsOf(kinds, group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function versionsOf(kinds: ServedKinds, group: string): readonly string[] {
  return group === REVIEWS ? ["v1"] : kinds.versions(group);
}

function resourceList(kinds: ServedKinds, groupVersion: string): JsonObject {
  const resources = groupVersion === `${REVIEWS}/v1` ? [reviews] : kinds.in(groupVersion).flatMap(describeKind);
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}

const reviews = {
  name: "selfsubjectaccessreviews",
  singularName: "",
  namespaced: false,
  kind: "SelfSubjectAccessReview",
  verbs: ["create"],
};

function describeKind(kind: ServedKind): readonly JsonObject[] {
  const { plural, singular, namespaced, kind: name, shortNames } = kind;
  const common = { singularName: singular, namespaced, kind: name };
  const described = { name: plural, ...common, verbs: READ_WRITE, ...(shortNames.length > 0 && { shortNames }) };
  if (!kind.statusSubresource) return [described];
  return [described, { name: `${plural}/status`, ...common, singularName: "", verbs: ["get", "patch", "update"] }];
}
