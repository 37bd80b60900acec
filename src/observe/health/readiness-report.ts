import type { BreakerStatus } from "../../pipeline/chain/breaker/breaker-status.ts";
import type { Readiness, ResourceReadiness } from "./readiness.ts";

/** For a person: a verdict, then a line for each resource, "[+]" or "[-]" as Kubernetes' own probes write it. */
export function readinessText(readiness: Readiness): string {
  const { isReady, reason, resources, broken, switchedOff, storeFailure, reloadProblems } = readiness;
  const verdict = isReady ? "ready" : `not ready: ${reason}`;
  const off = switchedOff.map((one) => `[!] handler ${one.handler}: switched off until a reload: ${one.reason}`);
  const store = storeFailure === "" ? [] : [`[!] store: cannot be written: ${storeFailure}`];
  const reload = reloadProblems.map((problem) => `[!] reload: not taken over: ${problem}`);
  const lines = [...resources.map(resourceLine), ...broken.map(breakerLine), ...off, ...store, ...reload];
  return [verdict, ...lines, ""].join("\n");
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

/** What a handler said last may be of several lines. */
function breakerLine(breaker: BreakerStatus): string {
  const { handler, state, failures, waiting, lastError } = breaker;
  const facts = [`breaker ${state}`, `${failures} failures since ${since(breaker)}`, `${waiting} waiting`];
  return `[!] handler ${handler}: ${facts.join(", ")}: ${lastError.split("\n", 1)[0]}`;
}

function since({ since: at = 0 }: BreakerStatus): string {
  return new Date(at).toISOString();
}

/** For machines: the same, one JSON object. */
export function readinessJson(readiness: Readiness): string {
  const { isReady, reason, resources, broken, switchedOff, storeFailure, reloadProblems } = readiness;
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
    breakers: broken.map((breaker) => ({
      handler: breaker.handler,
      state: breaker.state,
      failures: breaker.failures,
      since: since(breaker),
      waiting: breaker.waiting,
      lastError: breaker.lastError,
    })),
    switchedOff,
    storeFailure,
    reloadProblems,
  })}\n`;
}
