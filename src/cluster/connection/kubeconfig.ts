import { existsSync, readFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { homedir } from "node:os";
import path from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { inClusterConfig, serviceAccountFolder } from "./in-cluster.ts";

/** Which credentials are wanted. */
export interface CredentialsChoice {
  /** The files of a kubeconfig that the user named; they are merged, the first one's entries win. */
  readonly kubeconfig?: readonly string[] | undefined;
  /** A context of the kubeconfig instead of its current one. */
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a pod finds its credentials. @default "/var/run/secrets/kubernetes.io/serviceaccount" */
  readonly serviceAccount?: string;
}

/** One cluster and how to be let in. */
export interface Credentials {
  /** The context's name, in a cluster `in-cluster`. */
  readonly clusterName: string;
  /** The API server's URL, which may have a path. */
  readonly server: string;
  /** What the API server's certificate is checked against; "" if nothing of its own. */
  readonly authority: string;
  /** Whether requests have to go through the agent that `authorize` gives. */
  readonly proxied: boolean;
  /** Headers and TLS options for the next request. Token files, exec plugins and OIDC are asked as they need to be. */
  authorize(): Promise<RequestOptions>;
}

/** Finds the credentials: a kubeconfig that is named, else those of the pod, else ~/.kube/config. */
export async function loadCredentials(choice: CredentialsChoice): Promise<Credentials> {
  // Deferred because it costs most of a start: nothing else needs it.
  const client = await import("./client-node.ts");
  const config = new client.KubeConfig();
  if (choice.kubeconfig === undefined) loadDefault(config, choice);
  else loadFiles(config, choice.kubeconfig, () => new client.KubeConfig());
  if (choice.context !== undefined) chooseContext(config, choice.context);
  return toCredentials(config);
}

function loadDefault(config: KubeConfig, choice: CredentialsChoice): void {
  const pod = inClusterConfig(choice.env, choice.serviceAccount ?? serviceAccountFolder);
  if (pod !== undefined) return config.loadFromOptions(pod);
  const file = path.join(choice.env["HOME"] ?? homedir(), ".kube", "config");
  if (existsSync(file)) return readInto(config, file);
  throw new KwatchmanError(
    "KW_KUBECONFIG",
    `Expected a kubeconfig, but none is named, this is no pod of a cluster, and there is no ${file}`,
    { mend: "Name one with --kubeconfig, KW_KUBECONFIG or KUBECONFIG." },
  );
}

function loadFiles(config: KubeConfig, files: readonly string[], create: () => KubeConfig): void {
  const present = files.filter((file) => existsSync(file));
  const [first, ...others] = present;
  if (first === undefined) {
    throw new KwatchmanError("KW_KUBECONFIG", `Expected a kubeconfig at ${files.join(" or ")}, found nothing there`);
  }
  readInto(config, first);
  for (const file of others) {
    const other = create();
    readInto(other, file);
    mergeInto(config, other);
  }
}

function readInto(config: KubeConfig, file: string): void {
  try {
    config.loadFromFile(file);
  } catch (error) {
    // The parser shows the lines around a mistake, below its first: there may be a token among them.
    const [why] = String(error instanceof Error ? error.message : error).split("\n");
    throw new KwatchmanError("KW_KUBECONFIG", `Expected a kubeconfig in ${file}, got: ${why}`);
  }
}

/** As kubectl merges: the first file that names something wins. (The library's own merge throws on a repeated name.) */
function mergeInto(config: KubeConfig, other: KubeConfig): void {
  config.loadFromOptions({
    clusters: withoutRepeats([...config.clusters, ...other.clusters]),
    users: withoutRepeats([...config.users, ...other.users]),
    contexts: withoutRepeats([...config.contexts, ...other.contexts]),
    currentContext: config.currentContext || other.currentContext,
  });
}

function withoutRepeats<Named extends { readonly name: string }>(entries: readonly Named[]): Named[] {
  const byName = new Map<string, Named>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}

function chooseContext(config: KubeConfig, context: string): void {
  config.setCurrentContext(context);
  if (config.getContextObject(context) !== null) return;
  const names = config.contexts.map(({ name }) => name).join(", ");
  throw new KwatchmanError(
    "KW_KUBECONFIG",
    `Expected the context "${context}" in the kubeconfig, which has ${names || "none"}`,
  );
}

function toCredentials(config: KubeConfig): Credentials {
  const context = config.getContextObject(config.currentContext);
  if (context === null) throw new KwatchmanError("KW_KUBECONFIG", noContext(config));
  const cluster = config.getCluster(context.cluster);
  if (cluster === null) {
    throw new KwatchmanError(
      "KW_KUBECONFIG",
      `Expected the cluster "${context.cluster}" of context "${context.name}" in the kubeconfig, found no such entry`,
    );
  }
  const { protocol } = URL.parse(cluster.server) ?? {};
  if (protocol !== "https:" && protocol !== "http:") {
    throw new KwatchmanError(
      "KW_KUBECONFIG",
      `Expected the server of cluster "${cluster.name}" in the kubeconfig to be an http or https URL, got "${cluster.server}"`,
    );
  }
  // The library leaves the CA out for a context without a user, and refuses http unless TLS is not verified.
  const user = config.getUser(context.user) ?? { name: context.user };
  const isPlain = protocol === "http:";
  config.loadFromOptions({
    clusters: [isPlain ? { ...cluster, skipTLSVerify: true } : cluster],
    users: [user],
    contexts: [context],
    currentContext: context.name,
  });
  return {
    clusterName: context.name,
    server: cluster.server,
    authority: readAuthority(cluster.caFile, cluster.caData),
    proxied: cluster.proxyUrl !== undefined && cluster.proxyUrl !== "",
    async authorize() {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      return options;
    },
  };
}

function noContext(config: KubeConfig): string {
  const names = config.contexts.map(({ name }) => name).join(", ") || "none";
  return `Expected \`current-context\` to name a context of the kubeconfig, got "${config.currentContext ?? ""}"; it has ${names}`;
}

function readAuthority(file: string | undefined, data: string | undefined): string {
  if (file !== undefined) {
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      throw new KwatchmanError("KW_KUBECONFIG", `Expected the cluster's certificate authority in ${file}`, {
        cause: error,
      });
    }
  }
  return data === undefined ? "" : Buffer.from(data, "base64").toString("utf8");
}
