import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { damaged } from "./faults.ts";
import { migrate, readFileVersion, schemaVersion } from "./schema.ts";

/** How long a statement waits for another process that writes, in milliseconds: the host must not stand still. */
const patienceMs = 100;

/** Pages of 4 KiB in the write-ahead log after which they are moved into the file. */
const pagesInLog = 4000;

/** Opens the host's connection: makes the file if it is not there, brings it to this version and looks whether it is whole. */
export function openStoreFile(file: string): DatabaseSync {
  createFile(file);
  const database = new DatabaseSync(file, { timeout: patienceMs });
  try {
    const version = checkVersion(database, file);
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${pagesInLog};
      PRAGMA journal_size_limit = ${pagesInLog * 4096};
    `);
    if (version < schemaVersion) migrate(database, version);
    checkWhole(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Only its owner may read it: it holds the redaction key. SQLite gives the files beside it the same permissions. */
export function createFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
}

/** The file's version, 0 for an empty file. Refuses one that is another program's or of a newer version. */
export function checkVersion(database: DatabaseSync, file: string): number {
  const { isOurs, isEmpty, version } = readFileVersion(database);
  if (!isOurs && !isEmpty) {
    throw new KwatchmanError("KW_STORE_CORRUPT", `Expected ${file} to be kwatchman's, it is another program's`, {
      mend: "Name another file as `[store] path`.",
    });
  }
  if (version > schemaVersion) {
    throw new KwatchmanError(
      "KW_STORE_NEWER",
      `Expected the store ${file} to have version ${schemaVersion} or an older one, got ${version}`,
      { mend: "Run the newer kwatchman that wrote it, or name another file as `[store] path`." },
    );
  }
  return isOurs ? version : 0;
}

function checkWhole(database: DatabaseSync, file: string): void {
  const { quick_check: finding } = database.prepare("PRAGMA quick_check(1)").get() ?? {};
  if (finding !== "ok") throw damaged(file, new Error(String(finding)));
}
