import type { ResourceStatus } from "../../cluster/resource-watch.ts";
import type { BreakerStatus } from "../../pipeline/chain/breaker/breaker-status.ts";
import type { HostStatus } from "../host-status.ts";
import type { SwitchedOff } from "../switched-off.ts";

/** Whether handlers would hear of every change, and if not, why. */
export interface Readiness {
  readonly isReady: boolean;
  /** In a few words; "" when ready. */
  readonly reason: string;
  readonly resources: readonly ResourceReadiness[];
  /** Handlers that keep failing, which makes nobody deaf. */
  readonly broken: readonly BreakerStatus[];
  /** Handlers that are passed over until a reload, which makes nobody deaf either. */
  readonly switchedOff: readonly SwitchedOff[];
  /** Why the store cannot be written, which makes nobody deaf; "" when it can. */
  readonly storeFailure: string;
  /** What of the last reload was not taken over; what was there before goes on. */
  readonly reloadProblems: readonly string[];
}

/** The same of one configured resource. */
export interface ResourceReadiness {
  /** As written in the configuration. */
  readonly kind: string;
  readonly isReady: boolean;
  readonly state: ResourceStatus["state"];
  /** Why it is not well, or what it waits for; "" when there is nothing to say. */
  readonly reason: string;
  /** Since the API server was last heard about it; undefined: never, or there is nothing to hear of. */
  readonly secondsSinceContact: number | undefined;
  readonly objects: number;
}

/** Judges at a moment, in milliseconds since the epoch. Silence beyond `silenceLimitMs` is deafness, whatever the state says. */
export function judgeReadiness(
  { phase, resources, breakers, switchedOff, store, reload }: HostStatus,
  now: number,
  silenceLimitMs: number,
): Readiness {
  const judged = resources.map((resource) => judgeResource(resource, now, silenceLimitMs));
  const notReady = judged.filter(({ isReady }) => !isReady).length;
  const reason = phase === "running" ? tellNotReady(notReady, judged.length) : phase;
  return {
    isReady: reason === "",
    reason,
    resources: judged,
    broken: breakers.filter(({ state }) => state !== "closed"),
    switchedOff,
    storeFailure: store?.failure?.reason ?? "",
    reloadProblems: reload.problems.map(({ message }) => message),
  };
}

/** As `judgeReadiness`, for one resource. */
export function judgeResource(resource: ResourceStatus, now: number, silenceLimitMs: number): ResourceReadiness {
  const { kind, state, isReady, reason, lastContactAt, objects } = resource;
  const isSilent = isReady && resource.reflectors.some((each) => isOverdue(each, now, silenceLimitMs));
  return {
    kind,
    isReady: isReady && !isSilent,
    state: isSilent ? "stale" : state,
    reason: isSilent ? `nothing heard for more than ${silenceLimitMs / 1000} s` : reason,
    // A clock that was set back must not say that it will be heard.
    secondsSinceContact: lastContactAt === undefined ? undefined : Math.max(0, now - lastContactAt) / 1000,
    objects,
  };
}

/** One that is paused is not read from: its silence is ours. */
function isOverdue(
  { state, lastContactAt }: ResourceStatus["reflectors"][number],
  now: number,
  silenceLimitMs: number,
): boolean {
  return state !== "paused" && lastContactAt !== undefined && now - lastContactAt > silenceLimitMs;
}

function tellNotReady(notReady: number, all: number): string {
  return notReady === 0 ? "" : `${notReady} of ${all} resources ${notReady === 1 ? "is" : "are"} not ready`;
}
