import { writeFile } from "node:fs/promises";
import { kubeconfigOf } from "../../src/cluster/fixtures/kubeconfig.ts";

/** What a kubeconfig with one context says. */
export interface KubeconfigFacts {
  readonly url: string;
  readonly token: string;
  readonly caFile: string;
  /** The context's, cluster's and user's name. */
  readonly name: string;
}

export async function writeKubeconfigFile(file: string, { url, token, caFile, name }: KubeconfigFacts): Promise<void> {
  const text = kubeconfigOf(url, { name, cluster: { "certificate-authority": caFile }, user: { token } });
  await writeFile(file, text, { mode: 0o600 });
}
