import { qualifiedName } from "../kinds/served-kind.ts";
import { StatusError } from "../status-error.ts";

/** What the API server answers 403 to. A member left out stands for all. */
export interface ForbidRule {
  /** get, list, watch, create, update, patch, delete. */
  readonly verbs?: readonly string[];
  /** API groups; "" for core. */
  readonly groups?: readonly string[];
  /** Plurals; with a subresource `deployments/status`. */
  readonly resources?: readonly string[];
  /** A request across namespaces is in none of them. */
  readonly namespaces?: readonly string[];
}

/** What a request does to what, as RBAC sees it. */
export interface Attempt {
  readonly verb: string;
  readonly group: string;
  /** The plural, with the subresource behind a slash. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Everything is allowed but what a rule forbids. */
export class AccessRules {
  #rules: readonly ForbidRule[];

  constructor(rules: readonly ForbidRule[]) {
    this.#rules = rules;
  }

  /** These rules instead of those before. */
  replace(rules: readonly ForbidRule[]): void {
    this.#rules = rules;
  }

  allows(attempt: Attempt): boolean {
    return !this.#rules.some((rule) => forbids(rule, attempt));
  }

  /** Throws the 403 the API server would answer. */
  check(attempt: Attempt): void {
    if (!this.allows(attempt)) throw forbidden(attempt);
  }
}

function forbids(rule: ForbidRule, { verb, group, resource, namespace }: Attempt): boolean {
  const covers = (members: readonly string[] | undefined, member: string | undefined) =>
    members === undefined || (member !== undefined && members.includes(member));
  return (
    covers(rule.verbs, verb) &&
    covers(rule.groups, group) &&
    covers(rule.resources, resource) &&
    covers(rule.namespaces, namespace)
  );
}

function forbidden({ verb, group, resource, namespace, name }: Attempt): StatusError {
  const [plural = ""] = resource.split("/");
  const what = qualifiedName({ group, plural }) + (name === undefined ? "" : ` "${name}"`);
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const why = `User "embedded" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  const details = { ...(name !== undefined && { name }), ...(group !== "" && { group }), kind: plural };
  return new StatusError(403, "Forbidden", `${what} is forbidden: ${why}`, details);
}
