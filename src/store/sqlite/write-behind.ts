import type { DatabaseSync } from "node:sqlite";
import type { Logger } from "../../../sdk/index.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { equalJitter } from "../../time/backoff.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { StoreFailure } from "../store.ts";

/** What rows are written with, behind the events they belong to. */
export interface WriteBehindOptions {
  readonly database: DatabaseSync;
  /** As messages name it. */
  readonly file: string;
  readonly log: Logger;
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
}

/** Writes one row as it is then. */
export type WriteRow = () => void;

/** How long a batch is gathered, in milliseconds: what a kill can take back. */
const batchMs = 5;

const retryBounds = { firstMs: 200, maxMs: 10_000 };

/**
 * Gathers writes and makes one transaction of them: all that was handled up to some moment, or nothing. What the disk
 * does not take stays pending, one write for each row, and is tried again for ever.
 */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  readonly #pending = new Map<string, WriteRow>();
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #failure: StoreFailure | undefined;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
  }

  get pending(): number {
    return this.#pending.size;
  }

  get failure(): StoreFailure | undefined {
    return this.#failure;
  }

  /** Writes a row soon. A later write under the same key takes its place. */
  write(key: string, writeRow: WriteRow): void {
    this.#pending.set(key, writeRow);
    this.#timer ??= setTimeout(() => this.flush(), batchMs);
  }

  /** Writes what is pending, now. Never throws. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    try {
      this.#writeAll();
      this.#succeed();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Writes what is pending, for the last time; what cannot be written is said. */
  close(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    const { log, file } = this.#options;
    log.error("store not written at the end: what was handled last may come again", {
      file,
      writes: this.#pending.size,
      reason: this.#failure?.reason,
    });
  }

  #writeAll(): void {
    const { database } = this.#options;
    database.exec("BEGIN IMMEDIATE");
    try {
      for (const writeRow of this.#pending.values()) writeRow();
      database.exec("COMMIT");
    } finally {
      if (database.isTransaction) database.exec("ROLLBACK");
    }
  }

  #succeed(): void {
    const { log, file } = this.#options;
    if (this.#failure !== undefined) log.info("store is written again", { file, writes: this.#pending.size });
    this.#pending.clear();
    this.#failures = 0;
    this.#failure = undefined;
  }

  #fail(cause: unknown): void {
    const { log, file, clock, random } = this.#options;
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (this.#failure === undefined) {
      const error = new KwatchmanError("KW_STORE_WRITE_FAILED", `Expected the store ${file} to be written`, { cause });
      log.error("store cannot be written, trying again", { writes: this.#pending.size, error });
    }
    this.#failure = { reason, since: this.#failure?.since ?? clock.now() };
    this.#failures += 1;
    this.#timer = setTimeout(() => this.flush(), equalJitter(retryBounds, this.#failures, random));
  }
}
