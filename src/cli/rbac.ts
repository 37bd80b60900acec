import { stringify } from "yaml";
import { accessRules } from "../cluster/access/access-rules.ts";
import { accessToNamespaces, neededAccess, type Watching } from "../cluster/access/needed-access.ts";
import { atResource } from "../config/at-resource.ts";
import type { Config } from "../config/config.ts";
import { readWatchedConfig } from "../config/parts/read-watched-config.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { type Problem, ProblemsError } from "../errors/problems.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { type Flags, credentialsOf, overridesOf } from "./flags.ts";
import { withCluster } from "./rbac/ask-cluster.ts";
import { builtInResource, type FindResource, resourceAsWritten } from "./rbac/find-resource.ts";
import { rbacObjects, type ServiceAccount } from "./rbac/rbac-objects.ts";
import { listenForStop } from "./signals.ts";

/** What `rbac` is told. */
export interface RbacFlags extends Omit<Flags, "labelSelector" | "logLevel"> {
  readonly serviceAccount: ServiceAccount;
  readonly clusterIdentity: boolean;
  readonly askCluster?: true;
}

/** `kwatchman rbac`: prints the roles and bindings that a configuration needs, and no more, as YAML. */
export async function rbac(flags: RbacFlags, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  const config = await readWatchedConfig(flags.config, overridesOf(flags), env);
  const watchings = flags.askCluster
    ? await askCluster(config, flags, env)
    : await findWatchings(config, resourceAsWritten);
  // With a store that ends with the process nothing is ever compared with what another cluster had.
  const readsIdentity = flags.clusterIdentity && config.store.kind === "sqlite";
  const objects = rbacObjects(accessRules(watchings, readsIdentity), flags.serviceAccount);
  process.stdout.write(objects.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false })}`).join(""));
  return exitCodes.ok;
}

type WatchedConfig = Pick<Config, "resources" | "locate">;

async function askCluster(config: WatchedConfig, flags: RbacFlags, env: NodeJS.ProcessEnv): Promise<Watching[]> {
  const stop = listenForStop();
  try {
    return await withCluster(credentialsOf(flags, env), stop.signal, (find) => findWatchings(config, find));
  } finally {
    stop.release();
  }
}

/** Everything that is watched, in its places. Throws ProblemsError with every kind that cannot be told. */
async function findWatchings(config: WatchedConfig, find: FindResource): Promise<Watching[]> {
  const watchings: Watching[] = [];
  const problems: Problem[] = [];
  for (const [index, entry] of config.resources.entries()) {
    try {
      const resource = builtInResource(entry) ?? (await find(entry));
      watchings.push(...neededAccess(resource, entry.namespaces), ...accessToNamespaces(resource, entry.namespaces));
    } catch (error) {
      if (!(error instanceof KwatchmanError)) throw error;
      problems.push(atResource(error, config, index));
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return watchings;
}
