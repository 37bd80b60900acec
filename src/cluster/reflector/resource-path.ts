import type { Resource } from "../../../sdk/index.ts";

/** Where a resource is listed and watched, in one namespace or, when undefined, in all. */
export function resourcePath({ group, version, plural }: Resource, namespace: string | undefined): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined
    ? `${root}/${plural}`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}
