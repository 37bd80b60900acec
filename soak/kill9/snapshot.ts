import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { KubernetesObject } from "../../sdk/index.ts";
import { readManifest } from "../../src/store/memory/compression.ts";
import { loadEntries } from "../../src/store/sqlite/load-entries.ts";

/** What a store's file says after a kill: where the next run has to begin. */
export interface Snapshot {
  /** Objects as handlers last saw them, by kind, namespace and name. */
  readonly baselines: ReadonlyMap<string, KubernetesObject>;
  /** The events whose `once` handlers have recorded their end. */
  readonly recorded: ReadonlySet<string>;
}

/** Before the first run. */
const emptySnapshot: Snapshot = { baselines: new Map(), recorded: new Set() };

/** Reads a copy: the next run has to recover the file itself, as the kill has left it. */
export function takeSnapshot(storeFile: string): Snapshot {
  if (!existsSync(storeFile)) return emptySnapshot;
  const folder = `${storeFile}-copy`;
  mkdirSync(folder);
  const copy = path.join(folder, "store.db");
  for (const suffix of ["", "-wal"]) {
    if (existsSync(storeFile + suffix)) copyFileSync(storeFile + suffix, copy + suffix);
  }
  try {
    return readSnapshot(copy);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readSnapshot(file: string): Snapshot {
  using database = new DatabaseSync(file);
  // A kill may have come before the schema.
  if (database.prepare("SELECT name FROM sqlite_schema WHERE name = 'baseline'").get() === undefined)
    return emptySnapshot;
  const baselines = new Map<string, KubernetesObject>();
  const recorded = new Set<string>();
  for (const place of loadEntries(database, file).flatMap(({ places }) => [...places.values()])) {
    for (const kept of place.baselines.values()) {
      const object = JSON.parse(readManifest(kept)) as KubernetesObject;
      baselines.set(`${object.kind} ${place.namespace}/${kept.name}`, object);
    }
    for (const { eventId } of place.results.values()) recorded.add(eventId);
  }
  return { baselines, recorded };
}
