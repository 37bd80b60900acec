import type { ResourceWatches } from "../cluster/watch-resources.ts";
import type { HostLog } from "../observe/log.ts";
import type { Generations } from "../pipeline/generations.ts";

/** Says so, in the log and to plugins, when all that was there at the start has been handled; then resolves. */
export async function announceSynced(watches: ResourceWatches, generations: Generations, log: HostLog): Promise<void> {
  await watches.synced;
  const resources = watches.status();
  const facts = { resources: resources.length, objects: resources.reduce((sum, { objects }) => sum + objects, 0) };
  log.info("all resources are synced", facts);
  generations.current.hooks.synced.call(facts);
}
