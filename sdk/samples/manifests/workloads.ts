import { metadata } from "./metadata.ts";
import { podSpec, podTemplate } from "./pod-spec.ts";

/** A Deployment with two containers and a settled status. */
export function deployment() {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata("web"),
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: "web" } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
      template: podTemplate(),
    },
    status: {
      observedGeneration: 4,
      replicas: 3,
      readyReplicas: 3,
      conditions: [{ type: "Available", status: "True", lastUpdateTime: "2026-11-01T09:31:00Z" }],
    },
  };
}

/** A StatefulSet with a volume for each of its pods. */
export function statefulSet() {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: metadata("queue"),
    spec: {
      replicas: 3,
      serviceName: "queue",
      selector: { matchLabels: { app: "web" } },
      template: podTemplate(),
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "8Gi" } } },
        },
      ],
    },
    status: { observedGeneration: 4, replicas: 3, readyReplicas: 3 },
  };
}

/** A DaemonSet that is on three nodes. */
export function daemonSet() {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: metadata("collector"),
    spec: { selector: { matchLabels: { app: "web" } }, template: podTemplate() },
    status: { observedGeneration: 4, desiredNumberScheduled: 3, numberReady: 3 },
  };
}

/** A Pod that runs. */
export function pod() {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata("web-7d9c6b5f4-abcde"),
    spec: { nodeName: "node-1", ...podSpec() },
    status: {
      phase: "Running",
      podIP: "10.244.1.17",
      containerStatuses: ["web", "metrics"].map((name) => ({ name, ready: true, restartCount: 0 })),
    },
  };
}

/** A Job that has done its work. */
export function job() {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadata("report-1"),
    spec: { backoffLimit: 3, template: podTemplate() },
    status: { succeeded: 1, completionTime: "2026-11-22T06:31:00Z" },
  };
}

/** A CronJob that runs each night. */
export function cronJob() {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadata("report"),
    spec: {
      schedule: "30 6 * * *",
      suspend: false,
      jobTemplate: { spec: { backoffLimit: 3, template: podTemplate() } },
    },
    status: { lastScheduleTime: "2026-11-22T06:30:00Z" },
  };
}
