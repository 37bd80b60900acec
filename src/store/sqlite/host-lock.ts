import { hostname } from "node:os";
import { DatabaseSync } from "node:sqlite";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { resultCodeOf, resultCodes } from "./faults.ts";
import { createFile } from "./store-file.ts";

/** Held by the one host that may write a store. */
export interface HostLock {
  release(): void;
}

/**
 * Locks a store for one host: its lock file is a SQLite file under BEGIN EXCLUSIVE, which the system frees however the
 * process ends. Readers of the store itself are not held back. Throws KW_STORE_LOCKED.
 */
export function lockStore(file: string): HostLock {
  const lockFile = `${file}.lock`;
  createFile(lockFile);
  const database = new DatabaseSync(lockFile);
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw resultCodeOf(error) === resultCodes.busy ? heldByAnother(file, error) : error;
  }
  return { release: () => database.close() };
}

/** Who has the store open, as the store itself tells. */
export function ownerNow(): string {
  return JSON.stringify({ pid: process.pid, host: hostname() });
}

function heldByAnother(file: string, cause: unknown): KwatchmanError {
  return new KwatchmanError("KW_STORE_LOCKED", `Expected the store ${file} to be free, ${describeOwner(file)} has it`, {
    cause,
    mend: "Stop that one, or give this one a file of its own as `[store] path`.",
  });
}

function describeOwner(file: string): string {
  const owner = readOwner(file);
  return owner === undefined ? "another kwatchman" : `kwatchman with process id ${owner.pid} on ${owner.host}`;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/** undefined: it cannot be known, for example because that one is just starting. */
function readOwner(file: string): Owner | undefined {
  try {
    using database = new DatabaseSync(file, { readOnly: true });
    const row = database.prepare("SELECT value FROM setting WHERE name = 'owner'").get();
    return row === undefined ? undefined : (JSON.parse(String(row["value"])) as Owner);
  } catch {
    return undefined;
  }
}
