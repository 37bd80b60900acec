import type { KubernetesObject, KwatchmanEvent, Resource } from "../event.ts";
import { type EventFixture, eventOf } from "./event-of.ts";
import { namespace, node, widget } from "./manifests/cluster.ts";
import { configMap, secret } from "./manifests/configuration.ts";
import { ingress, service } from "./manifests/network.ts";
import { cronJob, daemonSet, deployment, job, pod, statefulSet } from "./manifests/workloads.ts";

/** An event about the Deployment shop/web. */
export const deploymentEvent = eventsAbout(namespaced("apps", "Deployment"), deployment);

/** An event about the StatefulSet shop/queue. */
export const statefulSetEvent = eventsAbout(namespaced("apps", "StatefulSet"), statefulSet);

/** An event about the DaemonSet shop/collector. */
export const daemonSetEvent = eventsAbout(namespaced("apps", "DaemonSet"), daemonSet);

/** An event about the Pod shop/web-7d9c6b5f4-abcde. */
export const podEvent = eventsAbout(namespaced("", "Pod"), pod);

/** An event about the Job shop/report-1. */
export const jobEvent = eventsAbout(namespaced("batch", "Job"), job);

/** An event about the CronJob shop/report. */
export const cronJobEvent = eventsAbout(namespaced("batch", "CronJob"), cronJob);

/** An event about the Service shop/web. */
export const serviceEvent = eventsAbout(namespaced("", "Service"), service);

/** An event about the Ingress shop/web. */
export const ingressEvent = eventsAbout(
  { ...namespaced("networking.k8s.io", "Ingress"), plural: "ingresses" },
  ingress,
);

/** An event about the ConfigMap shop/web-config. */
export const configMapEvent = eventsAbout(namespaced("", "ConfigMap"), configMap);

/** An event about the Secret shop/web-token, its values redacted as the host does. */
export const secretEvent = eventsAbout(namespaced("", "Secret"), secret);

/** An event about the Node node-1. */
export const nodeEvent = eventsAbout({ ...namespaced("", "Node"), namespaced: false }, node);

/** An event about the Namespace shop. */
export const namespaceEvent = eventsAbout({ ...namespaced("", "Namespace"), namespaced: false }, namespace);

/** An event about the Widget shop/gear, whose kind a CustomResourceDefinition has brought. */
export const customResourceEvent = eventsAbout(namespaced("example.com", "Widget"), widget);

/** Makes events about one object. */
type EventMaker<Manifest extends KubernetesObject> = (fixture?: EventFixture<Manifest>) => KwatchmanEvent;

function eventsAbout<Manifest extends KubernetesObject>(
  kind: Resource,
  manifest: () => Manifest,
): EventMaker<Manifest> {
  return (fixture) => eventOf(kind, manifest(), fixture);
}

function namespaced(group: string, kind: string): Resource {
  return { group, version: "v1", kind, plural: `${kind.toLowerCase()}s`, namespaced: true };
}
