/**
 * A Deployment as an API server sends it, 6.5 KB of JSON with its managedFields. What changes from one update to the next
 * is cut out beforehand, so that a line costs its sender next to nothing.
 */
export class DeploymentLines {
  readonly #parts: readonly { readonly head: string; readonly middle: string; readonly tail: string }[];

  constructor(objects: number) {
    this.#parts = Array.from({ length: objects }, (_, index) => {
      const [head = "", middle = "", tail = ""] = JSON.stringify(deployment(index)).split(/"@version@"|@image@/);
      return { head, middle, tail };
    });
  }

  /** The Deployment of this number at a resourceVersion; each version has an image of its own. */
  json(index: number, resourceVersion: number): string {
    const part = this.#parts[index % this.#parts.length];
    if (part === undefined) throw new RangeError("no Deployments");
    return `${part.head}"${resourceVersion}"${part.middle}${resourceVersion}${part.tail}`;
  }
}

function deployment(index: number): object {
  const name = `web-${index}`;
  const namespace = `shop-${index % 20}`;
  const labels = {
    app: name,
    tier: "web",
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": "shop",
    "app.kubernetes.io/managed-by": "helm",
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      resourceVersion: "@version@",
      generation: 3,
      creationTimestamp: "2026-11-22T07:00:00Z",
      labels,
      annotations: { "deployment.kubernetes.io/revision": "3", "example.com/owner": `team-${index % 7}` },
      managedFields: ["helm", "kubectl-set", "kube-controller-manager"].map(managedFields),
    },
    spec: {
      progressDeadlineSeconds: 600,
      replicas: 3,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: name } },
      strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" }, type: "RollingUpdate" },
      template: {
        metadata: { creationTimestamp: null, labels },
        spec: {
          containers: ["app", "proxy"].map((container) => containerOf(container, name)),
          dnsPolicy: "ClusterFirst",
          restartPolicy: "Always",
          schedulerName: "default-scheduler",
          securityContext: {},
          terminationGracePeriodSeconds: 30,
        },
      },
    },
    status: {
      availableReplicas: 3,
      conditions: [condition("Available", "MinimumReplicasAvailable"), condition("Progressing", "NewReplicaSet")],
      observedGeneration: 3,
      readyReplicas: 3,
      replicas: 3,
      updatedReplicas: 3,
    },
  };
}

function containerOf(container: string, name: string): object {
  return {
    name: container,
    image: `registry.example.com/shop/${name}:${container === "app" ? "1.@image@" : "2.7.1"}`,
    imagePullPolicy: "IfNotPresent",
    env: Array.from({ length: 8 }, (_, n) => ({ name: `SETTING_${n}`, value: `value-${n * 31}` })),
    ports: [{ containerPort: 8080, name: "http", protocol: "TCP" }],
    resources: { limits: { cpu: "500m", memory: "512Mi" }, requests: { cpu: "100m", memory: "128Mi" } },
    livenessProbe: {
      failureThreshold: 3,
      httpGet: { path: "/healthz", port: 8080, scheme: "HTTP" },
      periodSeconds: 10,
      successThreshold: 1,
      timeoutSeconds: 1,
    },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  };
}

function condition(type: string, reason: string): object {
  const time = "2026-11-22T07:00:00Z";
  return {
    lastTransitionTime: time,
    lastUpdateTime: time,
    message: `Said because of ${reason}.`,
    reason,
    status: "True",
    type,
  };
}

function managedFields(manager: string): object {
  const owned = Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [`k:{"name":"SETTING_${n}"}`, { ".": {}, "f:name": {}, "f:value": {} }]),
  );
  const container = { ".": {}, "f:env": { ".": {}, ...owned }, "f:image": {}, "f:imagePullPolicy": {}, "f:name": {} };
  return {
    manager,
    operation: "Update",
    apiVersion: "apps/v1",
    time: "2026-11-22T07:00:00Z",
    fieldsType: "FieldsV1",
    fieldsV1: { "f:spec": { "f:template": { "f:spec": { "f:containers": { 'k:{"name":"app"}': container } } } } },
  };
}
