import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Logger } from "../../../sdk/index.ts";
import type { DeadLetterLimits } from "../../config/config.ts";
import {
  letterObject,
  type DeadLetter,
  type DeadLetterRequest,
  type DeadLetters,
  type DeadLetterStats,
  type GivenUp,
  type NewDeadLetter,
} from "../dead-letters.ts";
import { LetterAges } from "../letter-ages.ts";
import { packGivenUp, packLetter } from "../packed-letter.ts";
import { readLetter } from "./letter-row.ts";
import type { WriteBehind } from "./write-behind.ts";

export interface SqliteDeadLettersOptions {
  readonly database: DatabaseSync;
  readonly writes: WriteBehind;
  readonly limits: DeadLetterLimits;
  readonly log: Logger;
}

/** Dead letters as rows; users mark them in the file. */
export class SqliteDeadLetters implements DeadLetters {
  readonly #writes: WriteBehind;
  readonly #ages: LetterAges;
  readonly #statements: ReturnType<typeof prepareStatements>;
  /** SQLite's count of what other connections have written. */
  #seenVersion: SQLOutputValue | undefined;

  constructor({ database, writes, limits, log }: SqliteDeadLettersOptions) {
    this.#writes = writes;
    this.#statements = prepareStatements(database);
    this.#ages = new LetterAges(limits, log, Number(this.#statements.lastId.get()?.["seq"] ?? 0));
    for (const row of this.#statements.ages.iterate()) this.#ages.restore(Number(row["id"]), Number(row["age"]));
    this.#removeRows(this.#ages.takeSurplus());
  }

  add(letter: NewDeadLetter): number {
    const id = this.#ages.enter(letter.firstFailedAt);
    const { kind, namespace, name } = letterObject(letter.event);
    const row = packLetter(letter);
    this.#writes.write(keyOf(id), () => {
      this.#statements.add.run({ id, kind, namespace, name, action: letter.event.data.action, ...row });
    });
    this.#removeRows(this.#ages.takeSurplus());
    return id;
  }

  get(id: number): DeadLetter | undefined {
    this.#writes.flush();
    const row = this.#statements.get.get(id);
    return row && readLetter(row);
  }

  keepAgain(id: number, givenUp: GivenUp): void {
    const row = packGivenUp(givenUp);
    this.#writes.write(keyOf(id), () => {
      this.#statements.keepAgain.run({ id, ...row });
    });
  }

  remove(id: number): void {
    this.#ages.leave(id);
    this.#removeRows([id]);
  }

  takeRequests(): readonly DeadLetterRequest[] {
    const version = this.#statements.dataVersion.get()?.["data_version"];
    if (version === this.#seenVersion) return [];
    const requests = this.#statements.requests.all().map(readRequest);
    this.#seenVersion = version;
    return requests;
  }

  dropOld(now: number): void {
    this.#removeRows(this.#ages.takeOld(now));
  }

  stats(): DeadLetterStats {
    return this.#ages.stats();
  }

  #removeRows(ids: readonly number[]): void {
    for (const id of ids) {
      this.#writes.write(keyOf(id), () => {
        this.#statements.remove.run(id);
      });
    }
  }
}

function keyOf(id: number): string {
  return `letter ${id}`;
}

function readRequest(row: Readonly<Record<string, SQLOutputValue>>): DeadLetterRequest {
  return {
    id: Number(row["id"]),
    wanted: row["wanted"] === "drop" ? "drop" : "retry",
    object: { kind: String(row["kind"]), namespace: String(row["namespace"]), name: String(row["name"]) },
  };
}

function prepareStatements(database: DatabaseSync) {
  return {
    lastId: database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'dead_letter'"),
    ages: database.prepare("SELECT id, first_failed_at AS age FROM dead_letter ORDER BY id"),
    get: database.prepare("SELECT * FROM dead_letter WHERE id = ?"),
    add: database.prepare(
      `INSERT INTO dead_letter (id, kind, namespace, name, action, handler, error, attempts, first_failed_at,
         last_failed_at, results, event)
       VALUES (:id, :kind, :namespace, :name, :action, :handler, :error, :attempts, :firstFailedAt,
         :lastFailedAt, :results, :event)`,
    ),
    keepAgain: database.prepare(
      `UPDATE dead_letter SET handler = :handler, error = :error, attempts = :attempts,
         first_failed_at = :firstFailedAt, last_failed_at = :lastFailedAt, results = :results, wanted = NULL
       WHERE id = :id`,
    ),
    remove: database.prepare("DELETE FROM dead_letter WHERE id = ?"),
    requests: database.prepare(
      "SELECT id, wanted, kind, namespace, name FROM dead_letter WHERE wanted IS NOT NULL ORDER BY id",
    ),
    dataVersion: database.prepare("PRAGMA data_version"),
  };
}
