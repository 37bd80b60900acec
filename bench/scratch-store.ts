import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../sdk/index.ts";
import type { StoreConfig } from "../src/config/config.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { systemClock } from "../src/time/clock.ts";

/** An empty store, and how it is closed; its file goes with it. */
export interface ScratchStore {
  readonly store: Store;
  close(): Promise<void>;
}

export async function openScratchStore(kind: StoreConfig["kind"], log: Logger): Promise<ScratchStore> {
  const folder = await mkdtemp(join(tmpdir(), "kwatchman-bench-"));
  const config = { kind, path: join(folder, "kwatchman.db"), deadLetters: { count: 1, ageMs: 1 } };
  const store = await openStore(config, { log, clock: systemClock, random: Math.random });
  return {
    store,
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
