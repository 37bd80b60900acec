import { writeFile } from "node:fs/promises";

/** Writes a kubeconfig (JSON, which is YAML) with one context named `embedded`; no credentials are needed. */
export async function writeKubeconfig(file: string, url: string): Promise<void> {
  const name = "embedded";
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server: url } }],
    users: [{ name, user: {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  await writeFile(file, `${JSON.stringify(config, undefined, 2)}\n`);
}
