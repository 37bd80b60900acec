import type { DatabaseSync } from "node:sqlite";

/** Says in the file's header whose it is: "kwat". */
const applicationId = 0x6b_77_61_74;

/**
 * What brings a file from one version of the schema to the next; the first one makes it from nothing. A migration that
 * was released is never changed.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value ANY NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    cluster TEXT NOT NULL,
    entry TEXT NOT NULL,
    dictionary BLOB
  ) STRICT;

  CREATE TABLE place (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    namespace TEXT NOT NULL,
    is_listed INTEGER NOT NULL,
    watched_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE baseline (
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    uid TEXT NOT NULL,
    resource_version TEXT NOT NULL,
    manifest ANY NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (place, name)
  ) STRICT;

  CREATE TABLE once_results (
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    event_id TEXT NOT NULL,
    results TEXT NOT NULL,
    PRIMARY KEY (place, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE dead_letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    action TEXT NOT NULL,
    handler TEXT NOT NULL,
    error TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    first_failed_at INTEGER NOT NULL,
    last_failed_at INTEGER NOT NULL,
    results TEXT NOT NULL,
    event BLOB NOT NULL,
    wanted TEXT CHECK (wanted IN ('retry', 'drop'))
  ) STRICT;
  CREATE INDEX dead_letter_wanted ON dead_letter (wanted) WHERE wanted IS NOT NULL;
  `,
];

/** The version that this kwatchman reads and writes. */
export const schemaVersion = migrations.length;

/** Whose file it is, and of which version. */
export interface FileVersion {
  readonly isOurs: boolean;
  readonly isEmpty: boolean;
  readonly version: number;
}

export function readFileVersion(database: DatabaseSync): FileVersion {
  const numberOf = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  return {
    isOurs: numberOf("PRAGMA application_id") === applicationId,
    isEmpty: numberOf("SELECT count(*) FROM sqlite_schema") === 0,
    version: numberOf("PRAGMA user_version"),
  };
}

/** Brings the file to this version, all of it or nothing. */
export function migrate(database: DatabaseSync, from: number): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const migration of migrations.slice(from)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; COMMIT`);
  } finally {
    if (database.isTransaction) database.exec("ROLLBACK");
  }
}
