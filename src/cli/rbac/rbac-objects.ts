import type { AccessRule, PlacedRules } from "../../cluster/access/access-rules.ts";

/** Who is to be allowed, as `kubectl create rolebinding --serviceaccount` names it. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** A Role, a ClusterRole or the binding of one. */
export interface RbacObject {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding";
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly AccessRule[];
  readonly roleRef?: object;
  readonly subjects?: readonly object[];
}

const group = "rbac.authorization.k8s.io";
const apiVersion = `${group}/v1`;

/** A role and its binding in each place. They are named after the service account, so that no two of these share them. */
export function rbacObjects(places: readonly PlacedRules[], { namespace, name }: ServiceAccount): RbacObject[] {
  const subjects = [{ kind: "ServiceAccount", name, namespace }];
  return places.flatMap((place): RbacObject[] => {
    const role = place.namespace === undefined ? "ClusterRole" : "Role";
    const metadata = {
      name: `${namespace}:${name}`,
      ...(place.namespace !== undefined && { namespace: place.namespace }),
    };
    const roleRef = { apiGroup: group, kind: role, name: metadata.name };
    return [
      { apiVersion, kind: role, metadata, rules: place.rules },
      { apiVersion, kind: `${role}Binding`, metadata, roleRef, subjects },
    ];
  });
}
