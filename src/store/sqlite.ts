import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Logger } from "../../sdk/index.ts";
import type { Clock, Random } from "../time/clock.ts";
import type { DeadLetterLimits } from "../config/config.ts";
import { Baselines } from "./memory/baselines.ts";
import { openFault } from "./sqlite/faults.ts";
import { type HostLock, lockStore, ownerNow } from "./sqlite/host-lock.ts";
import { loadEntries } from "./sqlite/load-entries.ts";
import { RowJournal } from "./sqlite/row-journal.ts";
import { SqliteDeadLetters } from "./sqlite/sqlite-dead-letters.ts";
import { openStoreFile } from "./sqlite/store-file.ts";
import { WriteBehind } from "./sqlite/write-behind.ts";
import type { Store, StoreStatus } from "./store.ts";

export interface SqliteStoreOptions {
  /** Absolute. Made if it is not there, with its folder. */
  readonly path: string;
  readonly deadLetters: DeadLetterLimits;
  readonly log: Logger;
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
}

/** How much JSON stays uncompressed, in characters: the objects put last, some 2,500 Deployments of 3.3 KB. */
const plainLimit = 8 * 1024 * 1024;

/**
 * Opens a store that outlives the process: everything is kept in memory, and written to one SQLite file a few
 * milliseconds later. Throws KW_STORE_LOCKED, KW_STORE_CORRUPT, KW_STORE_NEWER or KW_STORE_UNAVAILABLE.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { path } = options;
  const opened: { lock?: HostLock; database?: DatabaseSync } = {};
  try {
    opened.lock = lockStore(path);
    opened.database = openStoreFile(path);
    return new SqliteStore(options, opened.database, opened.lock);
  } catch (error) {
    opened.database?.close();
    opened.lock?.release();
    throw openFault(path, error);
  }
}

class SqliteStore extends Baselines implements Store {
  readonly redactionKey: Buffer;
  readonly deadLetters: SqliteDeadLetters;
  readonly #database: DatabaseSync;
  readonly #lock: HostLock;
  readonly #writes: WriteBehind;

  constructor(options: SqliteStoreOptions, database: DatabaseSync, lock: HostLock) {
    const { path, deadLetters: limits, log, clock, random } = options;
    const writes = new WriteBehind({ database, file: path, log, clock, random });
    super({
      entries: loadEntries(database, path),
      journal: new RowJournal(database, writes),
      now: () => clock.now(),
      plainLimit,
    });
    this.redactionKey = openRedactionKey(database);
    putSetting(database, "owner", ownerNow());
    this.deadLetters = new SqliteDeadLetters({ database, writes, limits, log });
    this.#database = database;
    this.#lock = lock;
    this.#writes = writes;
  }

  status(): StoreStatus {
    return { kind: "sqlite", pendingWrites: this.#writes.pending, failure: this.#writes.failure };
  }

  flush(): void {
    if (this.#database.isOpen) this.#writes.flush();
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#writes.close();
    this.#database.close();
    this.#lock.release();
  }
}

function openRedactionKey(database: DatabaseSync): Buffer {
  const row = database.prepare("SELECT value FROM setting WHERE name = 'redactionKey'").get();
  if (row?.["value"] instanceof Uint8Array) return Buffer.from(row["value"]);
  const key = randomBytes(32);
  putSetting(database, "redactionKey", key);
  return key;
}

function putSetting(database: DatabaseSync, name: string, value: string | Uint8Array): void {
  database.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)").run(name, value);
}
