import { type TProperties, type TSchema, Type } from "typebox";
import { logLevels } from "../../src/observe/levels.ts";
import { configValuesSchema } from "./config-values-schema.ts";

const text = Type.String();
const bool = Type.Boolean();
const port = Type.Integer({ minimum: 1, maximum: 65_535 });
const strings = Type.Record(Type.String(), text);
/** Objects of the Kubernetes API: its server checks them. */
const kubernetesObject = Type.Record(Type.String(), Type.Unknown());
const kubernetesObjects = Type.Array(kubernetesObject);

const fileName = "^[-._a-zA-Z0-9]+$";
const pluginName = "^[a-zA-Z0-9][-_.a-zA-Z0-9]*$";

/** What values.schema.json says: every key there is, and no other. */
export const valuesSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  ...closed({
    global: kubernetesObject,
    nameOverride: text,
    fullnameOverride: text,
    image: closed({
      repository: Type.String({ minLength: 1 }),
      tag: text,
      digest: Type.String({ pattern: "^(sha256:[0-9a-f]{64})?$" }),
      pullPolicy: Type.Enum(["Always", "IfNotPresent", "Never"]),
    }),
    imagePullSecrets: kubernetesObjects,
    config: Type.Unsafe(configValuesSchema()),
    logLevel: Type.Enum([...logLevels]),
    dropIns: closed({
      inline: keyed(pluginName, keyed(fileName, text)),
      configMaps: Type.Array(required({ name: text }, { plugin: Type.String({ pattern: pluginName }) })),
      volume: kubernetesObject,
    }),
    secretEnv: keyed("^[A-Za-z_][A-Za-z0-9_]*$", required({ name: text, key: text }, { optional: bool })),
    secretFiles: Type.Array(required({ name: text })),
    env: kubernetesObjects,
    extraVolumes: kubernetesObjects,
    extraVolumeMounts: kubernetesObjects,
    rbac: closed({ create: bool, clusterIdentity: bool }),
    serviceAccount: closed({ create: bool, name: text, annotations: strings }),
    persistence: closed({
      size: text,
      storageClass: text,
      accessModes: Type.Array(text, { minItems: 1 }),
      existingClaim: text,
    }),
    replicas: Type.Integer({ minimum: 0, maximum: 1 }),
    resources: kubernetesObject,
    terminationGracePeriodSeconds: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    podSecurityContext: kubernetesObject,
    securityContext: kubernetesObject,
    livenessProbe: kubernetesObject,
    readinessProbe: kubernetesObject,
    podLabels: strings,
    podAnnotations: strings,
    commonLabels: strings,
    nodeSelector: strings,
    tolerations: kubernetesObjects,
    affinity: kubernetesObject,
    topologySpreadConstraints: kubernetesObjects,
    priorityClassName: text,
    http: closed({ host: text, port }),
    service: closed({ annotations: strings }),
    networkPolicy: closed({
      enabled: bool,
      from: kubernetesObjects,
      egress: closed({ restricted: bool, apiServerPorts: Type.Array(port), rules: kubernetesObjects }),
    }),
    podDisruptionBudget: closed({ enabled: bool, maxUnavailable: Type.Union([Type.Integer({ minimum: 0 }), text]) }),
    serviceMonitor: closed({ enabled: bool, labels: strings, interval: text, scrapeTimeout: text }),
    prometheusRule: closed({ enabled: bool, labels: strings, disabled: Type.Array(text), alertLabels: strings }),
  }),
};

/** These keys and no other, each of which may be left out. */
function closed(properties: TProperties) {
  return Type.Object(
    Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, Type.Optional(schema)])),
    { additionalProperties: false },
  );
}

/** The first keys are to be there. */
function required(properties: TProperties, others: TProperties = {}) {
  const optional = Object.entries(others).map(([key, schema]) => [key, Type.Optional(schema)] as const);
  return Type.Object({ ...properties, ...Object.fromEntries(optional) }, { additionalProperties: false });
}

/** Any number of keys that match the pattern. */
function keyed(pattern: string, schema: TSchema) {
  return Type.Unsafe<object>({ type: "object", patternProperties: { [pattern]: schema }, additionalProperties: false });
}
