import type { Resource } from "../../../sdk/index.ts";
import { qualifiedName } from "../discovery/served-resource.ts";
import { describeSubject, type Subject } from "./subject.ts";

/** One thing to be allowed. */
export interface AccessRequest {
  readonly resource: Resource;
  readonly verb: "list" | "watch";
  /** undefined: in all namespaces, or the kind has none. */
  readonly namespace: string | undefined;
}

/** What is denied in one place: one verb, or both. */
export interface DeniedAccess extends Omit<AccessRequest, "verb"> {
  readonly verb: AccessRequest["verb"] | "list or watch";
}

/** "forbidden: the user viewer may not watch deployments in namespace shop; bind a Role with …": who, what, where, what to do. */
export function describeForbidden({ resource, verb, namespace }: DeniedAccess, subject: Subject): string {
  const place = namespace === undefined ? "in all namespaces" : `in namespace ${namespace}`;
  const where = resource.namespaced ? ` ${place}` : "";
  const role = namespace === undefined ? "ClusterRole" : "Role";
  return (
    `forbidden: ${describeSubject(subject)} may not ${verb} ${resource.plural}${where}; ` +
    `bind a ${role} with the verbs list and watch on ${qualifiedName(resource)}`
  );
}

/** Whom the server's refusal names: `deployments.apps is forbidden: User "viewer" cannot list …`. */
export function userIn(message: string): string | undefined {
  return /User "([^"]+)"/.exec(message)?.[1];
}
