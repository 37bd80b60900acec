import type { HandlerResult } from "../../../sdk/index.ts";
import type { Baseline, IsWatched, KnownVersion, OnceResults, Scope } from "../store.ts";
import { readManifest } from "./compression.ts";
import type { Entry, Journal, KeptBaseline, Place } from "./entries.ts";
import { EntryIndex } from "./entry-index.ts";
import { PlainManifests } from "./plain-manifests.ts";

/** What baselines are opened with. */
export interface BaselinesOptions {
  /** What is known from earlier runs. */
  readonly entries: readonly Entry[];
  readonly journal: Journal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How much JSON stays uncompressed, in characters. */
  readonly plainLimit: number;
}

const unwatchedForMs = 7 * 24 * 3_600_000;

/** What is still watched is noted this often: a host that stops has noted it not long ago. */
const noteWatchedEveryMs = 3_600_000;

const noResults: OnceResults = new Map();

/** The baselines and what belongs to them, in memory; where they are to last, a journal is told of every change. */
export class Baselines {
  readonly #entries = new EntryIndex();
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #plain: PlainManifests;
  #lastEntryId = 0;
  #lastPlaceId = 0;

  constructor({ entries, journal, now, plainLimit }: BaselinesOptions) {
    this.#journal = journal;
    this.#now = now;
    this.#plain = new PlainManifests(plainLimit, journal);
    for (const entry of entries) this.#takeIn(entry);
  }

  getBaseline(scope: Scope, namespace: string, name: string): Baseline | undefined {
    const kept = this.#find(scope, namespace)?.baselines.get(name);
    if (kept === undefined) return undefined;
    return { uid: kept.uid, resourceVersion: kept.resourceVersion, json: readManifest(kept) };
  }

  putBaseline(scope: Scope, namespace: string, name: string, { uid, resourceVersion, json }: Baseline): void {
    const place = this.#open(scope, namespace);
    this.#forgetObject(place, name);
    const kept: KeptBaseline = { place, name, uid, resourceVersion, manifest: { text: json, isCompressed: false } };
    place.baselines.set(name, kept);
    this.#journal.baselineChanged(place, name);
    this.#plain.add(kept);
  }

  removeBaseline(scope: Scope, namespace: string, name: string): void {
    const place = this.#find(scope, namespace);
    if (place === undefined) return;
    if (this.#forgetObject(place, name)) this.#journal.baselineChanged(place, name);
    if (isEmpty(place)) this.#forgetPlace(place);
  }

  *knownVersions(scope: Scope): Iterable<KnownVersion> {
    for (const [namespace, { baselines }] of this.#entries.get(scope)?.places ?? []) {
      if (scope.namespace !== "*" && scope.namespace !== namespace) continue;
      for (const [name, { uid, resourceVersion }] of baselines) yield { namespace, name, uid, resourceVersion };
    }
  }

  isListed(scope: Scope): boolean {
    const places = this.#entries.get(scope)?.places;
    return [scope.namespace, "*"].some((namespace) => places?.get(namespace)?.isListed === true);
  }

  markListed(scope: Scope): void {
    const place = this.#open(scope, scope.namespace);
    if (place.isListed) return;
    place.isListed = true;
    this.#journal.placeChanged(place);
  }

  getOnceResults(scope: Scope, namespace: string, name: string, eventId: string): OnceResults {
    const kept = this.#find(scope, namespace)?.results.get(name);
    if (kept?.eventId !== eventId) return noResults;
    return new Map(Object.entries(JSON.parse(kept.json) as Record<string, HandlerResult>));
  }

  putOnceResults(scope: Scope, namespace: string, name: string, eventId: string, results: OnceResults): void {
    const place = this.#open(scope, namespace);
    place.results.set(name, { eventId, json: JSON.stringify(Object.fromEntries(results)) });
    this.#journal.resultsChanged(place, name);
  }

  forgetUnwatched(cluster: string, isWatched: IsWatched, now: number): void {
    for (const entry of this.#entries.values()) {
      for (const place of entry.places.values()) {
        if (isEmpty(place)) this.#forgetPlace(place);
        else if (entry.cluster === cluster && isWatched(entry.entry, place.namespace)) this.#noteWatched(place, now);
        else if (now - place.watchedAt > unwatchedForMs) this.#forgetPlace(place);
      }
      if (entry.places.size > 0) continue;
      this.#entries.remove(entry);
      this.#journal.entryForgotten(entry);
    }
  }

  #noteWatched(place: Place, now: number): void {
    if (now - place.watchedAt < noteWatchedEveryMs) return;
    place.watchedAt = now;
    this.#journal.placeChanged(place);
  }

  #forgetPlace(place: Place): void {
    for (const kept of place.baselines.values()) this.#plain.remove(kept);
    place.baselines.clear();
    place.results.clear();
    place.entry.places.delete(place.namespace);
    this.#journal.placeForgotten(place);
  }

  /** Forgets the object's baseline, and what was recorded of its chain. Tells whether there was a baseline. */
  #forgetObject(place: Place, name: string): boolean {
    if (place.results.delete(name)) this.#journal.resultsChanged(place, name);
    const kept = place.baselines.get(name);
    if (kept !== undefined) this.#plain.remove(kept);
    return place.baselines.delete(name);
  }

  #find(scope: Scope, namespace: string): Place | undefined {
    return this.#entries.get(scope)?.places.get(namespace);
  }

  #open(scope: Scope, namespace: string): Place {
    const entry = this.#entries.get(scope) ?? this.#openEntry(scope);
    const known = entry.places.get(namespace);
    if (known !== undefined) return known;
    this.#lastPlaceId += 1;
    const place: Place = {
      id: this.#lastPlaceId,
      entry,
      namespace,
      isListed: false,
      watchedAt: this.#now(),
      baselines: new Map(),
      results: new Map(),
    };
    entry.places.set(namespace, place);
    this.#journal.placeChanged(place);
    return place;
  }

  #openEntry({ cluster, entry }: Scope): Entry {
    this.#lastEntryId += 1;
    const opened: Entry = { id: this.#lastEntryId, cluster, entry, dictionary: undefined, places: new Map() };
    this.#entries.add(opened);
    this.#journal.entryChanged(opened);
    return opened;
  }

  #takeIn(entry: Entry): void {
    this.#entries.add(entry);
    this.#lastEntryId = Math.max(this.#lastEntryId, entry.id);
    for (const place of entry.places.values()) {
      this.#lastPlaceId = Math.max(this.#lastPlaceId, place.id);
      for (const baseline of place.baselines.values()) this.#plain.add(baseline);
    }
  }
}

/** What namespaces leave that come and go. */
function isEmpty({ isListed, baselines, results }: Place): boolean {
  return !isListed && baselines.size === 0 && results.size === 0;
}
