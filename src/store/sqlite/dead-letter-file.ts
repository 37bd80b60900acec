import { existsSync } from "node:fs";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import type { Action } from "../../../sdk/index.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { DeadLetter, DeadLetterRequest, LetterError, LetterObject } from "../dead-letters.ts";
import { openFault } from "./faults.ts";
import { readLetter } from "./letter-row.ts";
import { schemaVersion } from "./schema.ts";
import { checkVersion } from "./store-file.ts";

/** What a list says of a dead letter: all but the event. */
export interface ListedLetter extends LetterObject {
  readonly id: number;
  readonly action: Action;
  readonly handler: string;
  readonly error: LetterError;
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly firstFailedAt: number;
  /** Milliseconds since the epoch. */
  readonly lastFailedAt: number;
  /** What a user has asked for, and no host has done yet. */
  readonly wanted: DeadLetterRequest["wanted"] | undefined;
}

/** The dead letters in a store's file, for users, whether a host has the store or not. */
export interface DeadLetterFile {
  /** The oldest first. */
  list(): ListedLetter[];
  get(id: number): { readonly listed: ListedLetter; readonly letter: DeadLetter } | undefined;
  /** Asks the host, the one that runs or the next, for something; gives back the ids that there are. */
  mark(ids: readonly number[] | "all", wanted: DeadLetterRequest["wanted"]): number[];
  close(): void;
}

/** How long it is waited for a host that writes, in milliseconds. */
const patienceMs = 5000;

/** Opens the file of a store. Throws KW_STORE_UNAVAILABLE, KW_STORE_CORRUPT or KW_STORE_NEWER. */
export function openDeadLetterFile(path: string, access: "read" | "write"): DeadLetterFile {
  let database: DatabaseSync | undefined;
  try {
    if (!existsSync(path)) throw new Error("there is no such file: no host has used it yet");
    database = new DatabaseSync(path, { readOnly: access === "read", timeout: patienceMs });
    checkCurrent(database, path);
    return new LetterTable(database);
  } catch (error) {
    database?.close();
    throw openFault(path, error);
  }
}

/** Only a host brings a file to its version. */
function checkCurrent(database: DatabaseSync, path: string): void {
  const version = checkVersion(database, path);
  if (version === schemaVersion) return;
  throw new KwatchmanError("KW_STORE_UNAVAILABLE", `Expected the store ${path} to have been used by this kwatchman`, {
    mend: "Start it once: it brings the file to its version.",
  });
}

class LetterTable implements DeadLetterFile {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  list(): ListedLetter[] {
    return this.#database.prepare(`${listed} ORDER BY id`).all().map(readListed);
  }

  get(id: number): { listed: ListedLetter; letter: DeadLetter } | undefined {
    const row = this.#database.prepare("SELECT * FROM dead_letter WHERE id = ?").get(id);
    return row && { listed: readListed(row), letter: readLetter(row) };
  }

  mark(ids: readonly number[] | "all", wanted: DeadLetterRequest["wanted"]): number[] {
    const sql = "UPDATE dead_letter SET wanted = :wanted";
    const rows =
      ids === "all"
        ? this.#database.prepare(`${sql} RETURNING id`).all({ wanted })
        : ids.flatMap((id) => this.#database.prepare(`${sql} WHERE id = :id RETURNING id`).all({ wanted, id }));
    return rows.map((row) => Number(row["id"]));
  }

  close(): void {
    this.#database.close();
  }
}

const listed = `SELECT id, kind, namespace, name, action, handler, error, attempts, first_failed_at, last_failed_at, wanted
  FROM dead_letter`;

function readListed(row: Readonly<Record<string, SQLOutputValue>>): ListedLetter {
  const { wanted } = row;
  return {
    id: Number(row["id"]),
    kind: String(row["kind"]),
    namespace: String(row["namespace"]),
    name: String(row["name"]),
    action: String(row["action"]) as Action,
    handler: String(row["handler"]),
    error: JSON.parse(String(row["error"])) as LetterError,
    attempts: Number(row["attempts"]),
    firstFailedAt: Number(row["first_failed_at"]),
    lastFailedAt: Number(row["last_failed_at"]),
    wanted: wanted === "retry" || wanted === "drop" ? wanted : undefined,
  };
}
