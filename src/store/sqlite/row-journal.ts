import type { DatabaseSync } from "node:sqlite";
import type { Entry, Journal, Place } from "../memory/entries.ts";
import { checksumOf } from "./checksum.ts";
import type { WriteBehind } from "./write-behind.ts";

/** Writes every change as the row it belongs to, as it is when its batch is written. */
export class RowJournal implements Journal {
  readonly #writes: WriteBehind;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: DatabaseSync, writes: WriteBehind) {
    this.#writes = writes;
    this.#statements = prepareStatements(database);
  }

  entryChanged(changed: Entry): void {
    this.#writes.write(`entry ${changed.id}`, () => {
      const { id, cluster, entry, dictionary = null } = changed;
      this.#statements.putEntry.run(id, cluster, entry, dictionary);
    });
  }

  placeChanged(place: Place): void {
    this.#writes.write(`place ${place.id}`, () => {
      const { id, entry, namespace, isListed, watchedAt } = place;
      this.#statements.putPlace.run(id, entry.id, namespace, Number(isListed), watchedAt);
    });
  }

  baselineChanged(place: Place, name: string): void {
    this.#writes.write(`baseline ${place.id} ${name}`, () => {
      const baseline = place.baselines.get(name);
      if (baseline === undefined) {
        this.#statements.removeBaseline.run(place.id, name);
        return;
      }
      const { uid, resourceVersion, manifest } = baseline;
      const { text, isCompressed } = manifest;
      const { putPlain, putCompressed } = this.#statements;
      const put = isCompressed ? putCompressed : putPlain;
      const value = isCompressed ? Buffer.from(text, "latin1") : text;
      put.run(place.id, name, uid, resourceVersion, value, checksumOf(baseline));
    });
  }

  resultsChanged(place: Place, name: string): void {
    this.#writes.write(`results ${place.id} ${name}`, () => {
      const results = place.results.get(name);
      if (results === undefined) this.#statements.removeResults.run(place.id, name);
      else this.#statements.putResults.run(place.id, name, results.eventId, results.json);
    });
  }

  placeForgotten({ id }: Place): void {
    this.#writes.write(`place ${id}`, () => {
      this.#statements.removeBaselines.run(id);
      this.#statements.removeAllResults.run(id);
      this.#statements.removePlace.run(id);
    });
  }

  entryForgotten({ id }: Entry): void {
    this.#writes.write(`entry ${id}`, () => {
      this.#statements.removeEntry.run(id);
    });
  }
}

function prepareStatements(database: DatabaseSync) {
  return {
    putEntry: database.prepare("INSERT OR REPLACE INTO entry (id, cluster, entry, dictionary) VALUES (?, ?, ?, ?)"),
    removeEntry: database.prepare("DELETE FROM entry WHERE id = ?"),
    putPlace: database.prepare(
      "INSERT OR REPLACE INTO place (id, entry, namespace, is_listed, watched_at) VALUES (?, ?, ?, ?, ?)",
    ),
    removePlace: database.prepare("DELETE FROM place WHERE id = ?"),
    putPlain: database.prepare(
      `INSERT INTO baseline (place, name, uid, resource_version, manifest, checksum) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (place, name) DO UPDATE SET uid = excluded.uid, resource_version = excluded.resource_version,
         manifest = excluded.manifest, checksum = excluded.checksum`,
    ),
    // A new row at the end: one that shrinks in its place would leave its page all but empty.
    putCompressed: database.prepare(
      "INSERT OR REPLACE INTO baseline (place, name, uid, resource_version, manifest, checksum) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    removeBaseline: database.prepare("DELETE FROM baseline WHERE place = ? AND name = ?"),
    removeBaselines: database.prepare("DELETE FROM baseline WHERE place = ?"),
    putResults: database.prepare(
      "INSERT OR REPLACE INTO once_results (place, name, event_id, results) VALUES (?, ?, ?, ?)",
    ),
    removeResults: database.prepare("DELETE FROM once_results WHERE place = ? AND name = ?"),
    removeAllResults: database.prepare("DELETE FROM once_results WHERE place = ?"),
  };
}
