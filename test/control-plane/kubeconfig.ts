import { writeFile } from "node:fs/promises";
import { stringify } from "yaml";

/** What a kubeconfig with one context says. */
export interface KubeconfigFacts {
  readonly url: string;
  readonly token?: string;
  readonly caFile?: string;
  /** The context's, cluster's and user's name. */
  readonly name: string;
}

export async function writeKubeconfigFile(file: string, { url, token, caFile, name }: KubeconfigFacts): Promise<void> {
  const cluster = { server: url, ...(caFile !== undefined && { "certificate-authority": caFile }) };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster }],
    users: [{ name, user: token === undefined ? {} : { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  await writeFile(file, stringify(config), { mode: 0o600 });
}
