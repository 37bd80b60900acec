import type { Resource } from "../../../sdk/index.ts";
import { qualifiedName } from "../discovery/served-resource.ts";
import { describeSubject } from "./subject.ts";

/** What was refused. */
export interface ForbiddenRequest {
  readonly resource: Resource;
  readonly verb: "list" | "watch";
  /** undefined: in all namespaces. */
  readonly namespace: string | undefined;
}

/**
 * Says who may not do what where, and what to bind; `message` is the server's, which names the user:
 * "forbidden: the user viewer may not watch deployments in namespace shop; bind a Role with …".
 */
export function describeForbidden({ resource, verb, namespace }: ForbiddenRequest, message: string): string {
  const [, user] = /User "([^"]+)"/.exec(message) ?? [];
  const where = resource.namespaced ? ` ${describePlace(namespace)}` : "";
  const role = namespace === undefined ? "ClusterRole" : "Role";
  return (
    `forbidden: ${describeSubject({ user })} may not ${verb} ${resource.plural}${where}; ` +
    `bind a ${role} with the verbs list and watch on ${qualifiedName(resource)}`
  );
}

export function describePlace(namespace: string | undefined): string {
  return namespace === undefined ? "in all namespaces" : `in namespace ${namespace}`;
}
