import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Entry, KeptBaseline, Manifest, Place } from "../memory/entries.ts";
import { checksumOf } from "./checksum.ts";
import { damaged } from "./faults.ts";

type Row = Readonly<Record<string, SQLOutputValue>>;

/** Reads what is known from earlier runs. Throws KW_STORE_CORRUPT when a row is not as it was written. */
export function loadEntries(database: DatabaseSync, file: string): Entry[] {
  const entries = loadEntryRows(database);
  const places = loadPlaces(database, entries);
  for (const row of database.prepare("SELECT * FROM baseline").iterate()) {
    const baseline = readBaseline(row, placeOf(row, places, file));
    if (checksumOf(baseline) !== row["checksum"]) throw damaged(file, `the baseline of ${baseline.name}`);
    baseline.place.baselines.set(baseline.name, baseline);
  }
  for (const row of database.prepare("SELECT * FROM once_results").iterate()) {
    const { results } = placeOf(row, places, file);
    results.set(String(row["name"]), { eventId: String(row["event_id"]), json: String(row["results"]) });
  }
  return [...entries.values()];
}

function loadEntryRows(database: DatabaseSync): Map<number, Entry> {
  const entries = new Map<number, Entry>();
  for (const row of database.prepare("SELECT * FROM entry").iterate()) {
    const { dictionary } = row;
    entries.set(Number(row["id"]), {
      id: Number(row["id"]),
      cluster: String(row["cluster"]),
      entry: String(row["entry"]),
      dictionary: dictionary instanceof Uint8Array ? Buffer.from(dictionary) : undefined,
      places: new Map(),
    });
  }
  return entries;
}

function loadPlaces(database: DatabaseSync, entries: ReadonlyMap<number, Entry>): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const row of database.prepare("SELECT * FROM place").iterate()) {
    const entry = entries.get(Number(row["entry"]));
    if (entry === undefined) continue;
    const place: Place = {
      id: Number(row["id"]),
      entry,
      namespace: String(row["namespace"]),
      isListed: row["is_listed"] === 1,
      watchedAt: Number(row["watched_at"]),
      baselines: new Map(),
      results: new Map(),
    };
    places.set(place.id, place);
    entry.places.set(place.namespace, place);
  }
  return places;
}

function placeOf(row: Row, places: ReadonlyMap<number, Place>, file: string): Place {
  const place = places.get(Number(row["place"]));
  if (place === undefined) throw damaged(file, `the place of ${String(row["name"])}`);
  return place;
}

function readBaseline(row: Row, place: Place): KeptBaseline {
  return {
    place,
    name: String(row["name"]),
    uid: String(row["uid"]),
    resourceVersion: String(row["resource_version"]),
    manifest: readManifest(row["manifest"]),
  };
}

/** A BLOB if it is compressed, TEXT if not. */
function readManifest(manifest: SQLOutputValue | undefined): Manifest {
  if (!(manifest instanceof Uint8Array)) return { text: String(manifest), isCompressed: false };
  const { buffer, byteOffset, byteLength } = manifest;
  return { text: Buffer.from(buffer, byteOffset, byteLength).toString("latin1"), isCompressed: true };
}
