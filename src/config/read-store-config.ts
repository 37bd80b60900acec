import type { StoreConfig } from "./config.ts";
import { normaliseStore } from "./normalise-store.ts";
import { readTable } from "./read-table.ts";

/** Reads where a configuration keeps its store, and nothing else of it. Throws ProblemsError. */
export async function readStoreConfig(file: string, env: NodeJS.ProcessEnv): Promise<StoreConfig> {
  return normaliseStore(await readTable("store", file, env), file, env);
}
