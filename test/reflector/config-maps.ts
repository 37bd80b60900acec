import type { ApiAnswer, ControlPlaneClient } from "../control-plane/index.ts";

/** Sends requests about ConfigMaps of one namespace. */
export interface ConfigMaps {
  readonly namespace: string;
  readonly create: (name: string, manifest?: ConfigMapParts) => Promise<RawConfigMap>;
  /** Applies a merge patch. */
  readonly patch: (name: string, patch: object) => Promise<RawConfigMap>;
  readonly remove: (name: string) => Promise<void>;
}

export interface ConfigMapParts {
  readonly data?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RawConfigMap {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
}

export function configMapsIn(plane: ControlPlaneClient, namespace: string): ConfigMaps {
  const folder = `/api/v1/namespaces/${namespace}/configmaps`;
  return {
    namespace,
    async create(name, { data = {}, labels = {} } = {}) {
      return expectDone(await plane.request("POST", folder, { body: { metadata: { name, labels }, data } }));
    },
    async patch(name, patch) {
      const headers = { "content-type": "application/merge-patch+json" };
      return expectDone(await plane.request("PATCH", `${folder}/${name}`, { body: patch, headers }));
    },
    async remove(name) {
      expectDone(await plane.request("DELETE", `${folder}/${name}`));
    },
  };
}

/** A namespace of the test's own, in which nobody but the test writes what `ours` selects. */
export async function createConfigMaps(plane: ControlPlaneClient, prefix: string): Promise<ConfigMaps> {
  return configMapsIn(plane, await plane.createNamespace(prefix));
}

/** A controller puts a ConfigMap of its own into every namespace. */
export const ours = { kind: "ConfigMap", fieldSelector: "metadata.name!=kube-root-ca.crt" } as const;

function expectDone(answer: ApiAnswer): RawConfigMap {
  if (answer.status >= 300) throw new Error(`Expected the request to be done, got ${answer.text}`);
  return answer.json() as RawConfigMap;
}
