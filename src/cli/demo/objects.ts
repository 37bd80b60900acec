export const webDeployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "web",
    namespace: "shop",
    labels: { app: "web" },
    annotations: { "shop.example.com/on-call": "team-a" },
  },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        containers: [
          {
            name: "web",
            image: "registry.example.com/shop/web:1.7.3",
            ports: [{ containerPort: 8080 }],
            env: [{ name: "DATABASE", value: "postgres://db.shop" }],
          },
        ],
      },
    },
  },
};

export const legacyService = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "legacy-api", namespace: "shop" },
  spec: { selector: { app: "legacy" }, ports: [{ port: 80, targetPort: 8080 }] },
};

export const databasePassword = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "database", namespace: "shop" },
  type: "Opaque",
  data: { password: Buffer.from("hunter2").toString("base64") },
};
