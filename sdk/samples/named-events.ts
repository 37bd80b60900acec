import type { Action, KwatchmanEvent } from "../event.ts";
import * as kinds from "./kinds.ts";

/** What an event is called on the command line: the kind, and what happens to the object in an update. */
const makers: Readonly<Record<string, (action: Action) => KwatchmanEvent>> = {
  deployment: (action) =>
    kinds.deploymentEvent({ action, change: ifUpdated(action, ({ spec }) => (spec.replicas = 5)) }),
  statefulset: (action) =>
    kinds.statefulSetEvent({ action, change: ifUpdated(action, ({ spec }) => (spec.replicas = 5)) }),
  daemonset: (action) =>
    kinds.daemonSetEvent({ action, change: ifUpdated(action, ({ status }) => (status.numberReady = 2)) }),
  pod: (action) => kinds.podEvent({ action, change: ifUpdated(action, ({ status }) => (status.phase = "Failed")) }),
  job: (action) => kinds.jobEvent({ action, change: ifUpdated(action, ({ spec }) => (spec.backoffLimit = 6)) }),
  cronjob: (action) => kinds.cronJobEvent({ action, change: ifUpdated(action, ({ spec }) => (spec.suspend = true)) }),
  service: (action) =>
    kinds.serviceEvent({ action, change: ifUpdated(action, ({ spec }) => (spec.type = "LoadBalancer")) }),
  ingress: (action) =>
    kinds.ingressEvent({ action, change: ifUpdated(action, ({ spec }) => (spec.ingressClassName = "traefik")) }),
  configmap: (action) =>
    kinds.configMapEvent({ action, change: ifUpdated(action, ({ data }) => (data["currency"] = "GBP")) }),
  secret: (action) =>
    kinds.secretEvent({
      action,
      change: ifUpdated(action, ({ data }) => (data["token"] = "redacted:fedcba9876543210")),
    }),
  node: (action) => kinds.nodeEvent({ action, change: ifUpdated(action, ({ spec }) => (spec.unschedulable = true)) }),
  namespace: (action) =>
    kinds.namespaceEvent({ action, change: ifUpdated(action, ({ status }) => (status.phase = "Terminating")) }),
  widget: (action) => kinds.customResourceEvent({ action, change: ifUpdated(action, ({ spec }) => (spec.size = 4)) }),
};

/** The names that `namedEvent` knows, without their actions. */
export const eventNames: readonly string[] = Object.keys(makers);

/** The event called "deployment:delete" or, for an update, "deployment"; undefined if there is none of that name. */
export function namedEvent(name: string): KwatchmanEvent | undefined {
  const [, kind = "", action = "update"] = /^([a-z]+)(?::(add|update|delete))?$/.exec(name) ?? [];
  const make = Object.hasOwn(makers, kind) ? makers[kind] : undefined;
  return make?.(action as Action);
}

/** What was added or deleted is the plain object. */
function ifUpdated<Manifest>(action: Action, change: (object: Manifest) => unknown): (object: Manifest) => void {
  return (object) => {
    if (action === "update") change(object);
  };
}
