import type { NewObject } from "../../sdk/testing/index.ts";

/** A Deployment of everyday size: some 3 KB of JSON, more with the managedFields that a server adds. */
export function deployment(index: number): NewObject {
  const name = `web-${index}`;
  const labels = { app: name, tier: "web", "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "shop" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name,
      namespace: `shop-${index % 20}`,
      labels,
      annotations: { "example.com/owner": `team-${index % 7}` },
    },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: name } },
      strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" }, type: "RollingUpdate" },
      template: {
        metadata: { labels },
        spec: {
          containers: ["app", "proxy"].map((container) => ({
            name: container,
            image: `registry.example.com/shop/${container}:${index}`,
            env: Array.from({ length: 12 }, (_, n) => ({ name: `SETTING_${n}`, value: `value ${n} of ${name}` })),
            resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
            readinessProbe: { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 10 },
          })),
        },
      },
    },
  };
}
