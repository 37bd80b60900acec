import type { Readiness, ResourceReadiness } from "./readiness.ts";

/** For a person: a verdict, then a line for each resource, "[+]" or "[-]" as Kubernetes' own probes write it. */
export function readinessText({ isReady, reason, resources, storeFailure, reloadProblems }: Readiness): string {
  const verdict = isReady ? "ready" : `not ready: ${reason}`;
  const store = storeFailure === "" ? [] : [`[!] store: cannot be written: ${storeFailure}`];
  const reload = reloadProblems.map((problem) => `[!] reload: not taken over: ${problem}`);
  return [verdict, ...resources.map(resourceLine), ...store, ...reload, ""].join("\n");
}

function resourceLine(resource: ResourceReadiness): string {
  const { isReady, kind, state, objects, reason } = resource;
  const facts = [state, contact(resource), `${objects} ${objects === 1 ? "object" : "objects"}`];
  const line = `[${isReady ? "+" : "-"}] ${kind}: ${facts.filter((fact) => fact !== "").join(", ")}`;
  return reason === "" ? line : `${line}: ${reason}`;
}

function contact({ state, secondsSinceContact }: ResourceReadiness): string {
  if (secondsSinceContact !== undefined) return `heard ${secondsSinceContact.toFixed(1)} s ago`;
  return state === "waiting" ? "" : "not heard yet";
}

/** For machines: the same, one JSON object. */
export function readinessJson({ isReady, reason, resources, storeFailure, reloadProblems }: Readiness): string {
  return `${JSON.stringify({
    ready: isReady,
    reason,
    resources: resources.map((resource) => ({
      kind: resource.kind,
      ready: resource.isReady,
      state: resource.state,
      reason: resource.reason,
      secondsSinceContact: resource.secondsSinceContact ?? null,
      objects: resource.objects,
    })),
    storeFailure,
    reloadProblems,
  })}\n`;
}
