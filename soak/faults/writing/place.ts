/** A kind in a namespace: where objects are written. */
export interface Place {
  /** "ConfigMap", "Widget". */
  readonly kind: string;
  readonly namespace: string;
  /** Where its objects are created. */
  readonly path: string;
  /** What the host lists to see them; undefined: nobody watches there. */
  readonly listedAs: string | undefined;
  /** The members of a manifest that say which state it is in. */
  state(counter: number, text: string): Readonly<Record<string, unknown>>;
}

export const namespaces = {
  named: ["soak-one", "soak-two"],
  globbed: ["soak-many-a", "soak-many-b"],
  unwatched: "soak-elsewhere",
} as const;

export const widgetDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.soak.example.com" },
  spec: {
    group: "soak.example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

/** The resources of the host's configuration, as TOML. */
export const resources = `
[[resource]]
kind = "configmaps"
namespaces = ${JSON.stringify(namespaces.named)}

[[resource]]
kind = "ConfigMap"
namespaces = ["soak-many-*", "!soak-many-none"]

[[resource]]
kind = "widgets.soak.example.com"
`;

/** Everywhere that is written to. */
export const places: readonly Place[] = [
  ...namespaces.named.map((namespace) => configMaps(namespace, configMapsPath(namespace))),
  ...namespaces.globbed.map((namespace) => configMaps(namespace, "/api/v1/configmaps")),
  configMaps(namespaces.unwatched, undefined),
  widgets(namespaces.named[0]),
  widgets(namespaces.unwatched),
];

/** What the host lists. */
export const listedPaths: readonly string[] = [...new Set(places.flatMap(({ listedAs }) => listedAs ?? []))];

function configMaps(namespace: string, listedAs: string | undefined): Place {
  return {
    kind: "ConfigMap",
    namespace,
    path: configMapsPath(namespace),
    listedAs,
    state: (counter, text) => ({ data: { counter: String(counter), text } }),
  };
}

function configMapsPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/configmaps`;
}

function widgets(namespace: string): Place {
  return {
    kind: "Widget",
    namespace,
    path: `/apis/soak.example.com/v1/namespaces/${namespace}/widgets`,
    listedAs: "/apis/soak.example.com/v1/widgets",
    state: (counter, text) => ({ spec: { counter, text, nested: { unknownToAll: [counter] } } }),
  };
}
