import type { ControlPlaneClient } from "../../test/control-plane/index.ts";

/** Writes ConfigMaps of a namespace on a real API server. */
export function mapWriter(
  server: Pick<ControlPlaneClient, "request">,
  namespace: string,
): (name: string, text: string) => Promise<string> {
  const known = new Set<string>();
  const folder = `/api/v1/namespaces/${namespace}/configmaps`;
  return async (name, text) => {
    const body = { metadata: { name }, data: { text } };
    const [method, place] = known.has(name) ? ["PUT", `${folder}/${name}`] : ["POST", folder];
    const answer = await server.request(method, place, { body });
    if (answer.status > 201) throw new Error(`Expected ConfigMap ${name} to be written, got ${answer.text}`);
    known.add(name);
    return (JSON.parse(answer.text) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
  };
}
