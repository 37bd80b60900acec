function container(name: string, image: string, env: { name: string; value: string }[]) {
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

/** What a pod, or the template of one, has: two containers and a file from a ConfigMap. */
export function podSpec() {
  return {
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
  };
}

/** What pods are made from. */
export function podTemplate() {
  return { metadata: { labels: { app: "web", tier: "web" } as Record<string, string> }, spec: podSpec() };
}
