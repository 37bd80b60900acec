import type { AccessedResource } from "../../cluster/access/needed-access.ts";
import type { CredentialsChoice } from "../../cluster/connection/kubeconfig.ts";
import { openConnection } from "../../cluster/connection.ts";
import { createDiscovery, type Resolution } from "../../cluster/discovery.ts";
import { unknownKind } from "../../cluster/discovery/unknown-kind.ts";
import type { ResourceConfig, WatchConfig } from "../../config/config.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { type FindResource, resourceAsWritten } from "./find-resource.ts";

/** Bounds how long the cluster is waited for. */
const watch: WatchConfig = { timeoutMs: 30_000 };

/** Lets kinds be found in a cluster. */
export async function withCluster<T>(
  credentials: CredentialsChoice,
  signal: AbortSignal,
  use: (find: FindResource) => Promise<T>,
): Promise<T> {
  const connection = await openConnection({ ...credentials, watch });
  try {
    const discovery = createDiscovery(connection, signal);
    return await use(async (config) => judge(config, await discovery.resolve(config.kind, config.apiVersion, signal)));
  } finally {
    connection.close();
  }
}

/** A custom kind that may still come is taken as it is written. */
function judge(config: ResourceConfig, resolution: Resolution): AccessedResource {
  switch (resolution.state) {
    case "resolved":
      return resolution.resource;
    case "absent":
      if (resolution.isExpected) return resourceAsWritten(config);
      throw unknownKind(resolution.message);
    case "unwatchable":
      throw new KwatchmanError("KW_KIND_NOT_WATCHABLE", resolution.message);
    case "unknown":
      throw new KwatchmanError("KW_API_FAILED", resolution.reason);
  }
}
