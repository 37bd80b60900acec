import { metadata } from "./metadata.ts";

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

/** An Ingress with one host. */
export function ingress() {
  const backend = { service: { name: "web", port: { name: "http" } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: metadata("web"),
    spec: {
      ingressClassName: "nginx",
      rules: [{ host: "shop.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      tls: [{ hosts: ["shop.example.com"], secretName: "web-tls" }],
    },
  };
}
