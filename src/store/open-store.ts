import type { Logger } from "../../sdk/index.ts";
import type { StoreConfig } from "../config/config.ts";
import type { Clock, Random } from "../time/clock.ts";
import { openMemoryStore } from "./memory.ts";
import type { Store } from "./store.ts";

export interface OpenStoreOptions {
  readonly log: Logger;
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
}

/** Opens the configured store; throws as `openSqliteStore` does. */
export async function openStore(config: StoreConfig, options: OpenStoreOptions): Promise<Store> {
  const { deadLetters } = config;
  const { log, clock } = options;
  if (config.kind === "memory") return openMemoryStore({ deadLetters, log, clock });
  // Only who keeps a file pays for SQLite.
  const { openSqliteStore } = await import("./sqlite.ts");
  return openSqliteStore({ ...options, path: config.path, deadLetters });
}
