import type { CredentialsChoice } from "../../cluster/connection/kubeconfig.ts";
import { type Connection, openConnection } from "../../cluster/connection.ts";
import { createDiscovery } from "../../cluster/discovery.ts";
import { atResource } from "../../config/at-resource.ts";
import type { Config } from "../../config/config.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { Problem } from "../../errors/problems.ts";
import { inspectResource, type ResourceFinding } from "./inspect-resource.ts";

/** What asking the cluster came to. */
export interface ClusterFinding {
  /** The name in events; undefined if there are no credentials to reach it by. */
  readonly name: string | undefined;
  readonly server: string | undefined;
  /** "v1.20.2"; undefined if it did not answer. */
  readonly version: string | undefined;
  readonly resources: readonly ResourceFinding[];
  /** Why the cluster could not be asked. */
  readonly problem: Problem | undefined;
}

/** Asks the cluster about each configured resource: is it served, and may it be listed and watched? */
export async function inspectCluster(
  config: Config,
  credentials: CredentialsChoice,
  signal: AbortSignal,
): Promise<ClusterFinding> {
  let connection: Connection | undefined;
  let version: string | undefined;
  try {
    connection = await openConnection({ ...credentials, watch: config.watch });
    version = await readVersion(connection, signal);
    const discovery = createDiscovery(connection, signal);
    const resources: ResourceFinding[] = [];
    for (const [index, resource] of config.resources.entries()) {
      const { problem, ...finding } = await inspectResource(resource, connection, discovery, signal);
      resources.push({ ...finding, problem: problem && atResource(problem, config, index) });
    }
    return { ...namesOf(config, connection), version, resources, problem: undefined };
  } catch (error) {
    if (!(error instanceof KwatchmanError)) throw error;
    return { ...namesOf(config, connection), version, resources: [], problem: error };
  } finally {
    connection?.close();
  }
}

function namesOf(config: Config, connection: Connection | undefined): Pick<ClusterFinding, "name" | "server"> {
  return { name: config.cluster ?? connection?.clusterName, server: connection?.server };
}

async function readVersion(connection: Connection, signal: AbortSignal): Promise<string | undefined> {
  const answer = (await connection.request({ path: "/version", signal })) as { gitVersion?: unknown };
  return typeof answer.gitVersion === "string" ? answer.gitVersion : undefined;
}
