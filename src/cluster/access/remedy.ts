import { qualifiedName } from "../discovery/served-resource.ts";
import type { AccessRequest } from "./forbidden.ts";
import { watchVerbs } from "./needed-access.ts";
import { subjectFlag, type Subject } from "./subject.ts";

/** The kubectl commands that allow what is denied: a role and its binding in each place. */
export function remedyFor(denied: readonly AccessRequest[], subject: Subject): string[] {
  const commands = denied.flatMap((request) => commandsFor(request, subject));
  return [...new Set(commands)];
}

function commandsFor({ resource, namespace }: AccessRequest, subject: Subject): string[] {
  const name = `kwatchman-${resource.plural}`;
  const rules = `--verb=${watchVerbs.join(",")} --resource=${qualifiedName(resource)}`;
  const who = subjectFlag(subject);
  if (namespace === undefined) {
    return [
      `kubectl create clusterrole ${name} ${rules}`,
      `kubectl create clusterrolebinding ${name} --clusterrole=${name} ${who}`,
    ];
  }
  return [
    `kubectl create role ${name} ${rules} --namespace=${namespace}`,
    `kubectl create rolebinding ${name} --role=${name} ${who} --namespace=${namespace}`,
  ];
}
