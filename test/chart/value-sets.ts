import type { Values } from "./helm/chart.ts";

/** Values that between them have the chart make everything it can, by what they are for. */
export const valueSets: Readonly<Record<string, Values>> = {
  "its own values": {},
  "a memory store": { config: { store: { kind: "memory" } } },
  "plain namespaces": {
    config: {
      resource: [
        { kind: "deploy", namespaces: ["default", "kube-system"] },
        { kind: "secret", namespaces: ["default", "kube-public", "!kube-*"] },
      ],
    },
  },
  "custom kinds, patterns and kinds in no namespace": {
    config: {
      cluster: "prod",
      maxPending: 1_000_000,
      drainTimeout: "1m30s",
      retry: { attempts: 16, backoff: "500ms" },
      store: { kind: "sqlite", maxDeadLetters: 500, deadLetterAge: "72h" },
      resource: [
        { kind: "widgets.example.com", labelSelector: "tier in (web, db)" },
        { kind: "ingress", namespaces: ["shop-*", "!shop-test"] },
        { kind: "node" },
      ],
      handler: [{ name: "log" }],
    },
  },
  secrets: {
    config: {
      handler: [
        { name: "slack", clusterName: "prod", webhookURL: { env: "SLACK_WEBHOOK_URL" } },
        {
          name: "other",
          plugin: "slack",
          clusterName: "prod",
          webhookURL: { file: "/etc/kwatchman/secrets/slack.other/url" },
        },
      ],
    },
    secretEnv: { SLACK_WEBHOOK_URL: { name: "slack", key: "url" } },
    secretFiles: [{ name: "slack.other" }],
    env: [{ name: "HTTPS_PROXY", value: "http://proxy:3128" }],
  },
  "drop-in plugins": {
    dropIns: {
      inline: {
        hello: { "plugin.toml": 'name = "hello"\n', "index.js": "export default { handle() {} };\n" },
        // Names that come to the same in lower case.
        Team_A: { "plugin.toml": 'name = "Team_A"\n', "run.sh": "#!/bin/sh\n" },
        "team-a": { "plugin.toml": 'name = "team-a"\n', "run.sh": "#!/bin/sh\n" },
      },
      configMaps: [{ name: "team-b" }, { name: "team-c-plugin", plugin: "team-c" }],
    },
  },
  "drop-in plugins from a volume": {
    dropIns: { volume: { persistentVolumeClaim: { claimName: "plugins" } } },
    persistence: { existingClaim: "kwatchman-store" },
  },
  "everything that is off, on": {
    commonLabels: { team: "platform" },
    imagePullSecrets: [{ name: "registry" }],
    image: { repository: "registry.example/kwatchman", digest: `sha256:${"0".repeat(64)}` },
    serviceAccount: { name: "watcher", annotations: { owner: "platform" } },
    podLabels: { tier: "ops" },
    podAnnotations: { note: "1" },
    priorityClassName: "system-cluster-critical",
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ key: "dedicated", operator: "Exists" }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }] }],
        },
      },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { tier: "ops" } },
      },
    ],
    extraVolumes: [{ name: "ca", configMap: { name: "ca" } }],
    extraVolumeMounts: [{ name: "ca", mountPath: "/etc/ca" }],
    terminationGracePeriodSeconds: 60,
    persistence: { storageClass: "fast", size: "2Gi" },
    service: { annotations: { note: "2" } },
    networkPolicy: {
      from: [{ namespaceSelector: { matchLabels: { name: "monitoring" } } }],
      egress: { restricted: true, rules: [{ to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 443 }] }] },
    },
    podDisruptionBudget: { enabled: true, maxUnavailable: 0 },
    serviceMonitor: { enabled: true, labels: { release: "prometheus" }, interval: "30s", scrapeTimeout: "10s" },
    prometheusRule: {
      enabled: true,
      labels: { release: "prometheus" },
      disabled: ["KwatchmanBehind"],
      alertLabels: { team: "platform" },
    },
  },
  "everything that is on, off": {
    rbac: { create: false },
    serviceAccount: { create: false },
    networkPolicy: { enabled: false },
    replicas: 0,
    resources: null,
  },
};
