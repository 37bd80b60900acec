/** What every object in the fixtures has in common. */
function metadata(name: string) {
  return {
    name,
    namespace: "shop",
    uid: `5f0c9a52-1d5e-4c6b-9d0e-${name.padStart(12, "0").slice(-12)}`,
    resourceVersion: "918273",
    generation: 4,
    creationTimestamp: "2026-11-01T09:30:00Z",
    labels: { app: "web", tier: "web" } as Record<string, string>,
    annotations: { "deployment.kubernetes.io/revision": "4" } as Record<string, string>,
  };
}

interface EnvVar {
  name: string;
  value: string;
}

function container(name: string, image: string, env: EnvVar[]) {
  return {
    name,
    image,
    imagePullPolicy: "IfNotPresent",
    args: ["--listen=:8080", "--verbose"],
    env,
    ports: [{ containerPort: 8080, protocol: "TCP" }],
    resources: { limits: { cpu: "500m", memory: "256Mi" }, requests: { cpu: "100m", memory: "128Mi" } },
    readinessProbe: { httpGet: { path: "/healthz", port: 8080, scheme: "HTTP" }, periodSeconds: 10 },
    volumeMounts: [{ name: "config", mountPath: "/etc/web", readOnly: true }],
  };
}

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
      template: {
        metadata: { labels: { app: "web", tier: "web" } as Record<string, string> },
        spec: {
          containers: [
            container("web", "registry.example/shop/web:1.27", [
              { name: "LOG_LEVEL", value: "info" },
              { name: "CURRENCY", value: "EUR" },
              { name: "CACHE", value: "redis:6379" },
            ]),
            container("metrics", "registry.example/metrics:3", [{ name: "INTERVAL", value: "15s" }]),
          ],
          volumes: [{ name: "config", configMap: { name: "web-config", defaultMode: 420 } }],
          restartPolicy: "Always",
          terminationGracePeriodSeconds: 30,
        },
      },
    },
    status: {
      observedGeneration: 4,
      replicas: 3,
      readyReplicas: 3,
      conditions: [{ type: "Available", status: "True", lastUpdateTime: "2026-11-01T09:31:00Z" }],
    },
  };
}

/** A Secret whose values the host has redacted. */
export function secret() {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata("web-token"),
    type: "Opaque",
    data: { token: "redacted:0123456789abcdef" } as Record<string, string>,
  };
}

/** A ConfigMap with a file of several lines. */
export function configMap() {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata("web-config"),
    data: {
      "app.properties": Array.from({ length: 12 }, (_, line) => `key${line} = value${line}\n`).join(""),
      currency: "EUR",
    } as Record<string, string>,
  };
}

/** A Service with one port. */
export function service() {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata("web"),
    spec: {
      type: "ClusterIP",
      clusterIP: "10.96.12.7",
      selector: { app: "web" },
      ports: [{ name: "http", port: 80, protocol: "TCP", targetPort: 8080 }],
    },
  };
}
