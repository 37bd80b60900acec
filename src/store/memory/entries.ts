/** One resource entry of one cluster, with everything that is kept for it. */
export interface Entry {
  readonly id: number;
  readonly cluster: string;
  /** kind, apiVersion and selectors as the configuration has them. */
  readonly entry: string;
  /** One of its manifests, by whose likeness the others are compressed; undefined: none is yet. */
  dictionary: Buffer | undefined;
  /** By namespace. */
  readonly places: Map<string, Place>;
}

/** A namespace in which objects are, or one as it is watched: "*" and patterns have no objects of their own. */
export interface Place {
  readonly id: number;
  readonly entry: Entry;
  readonly namespace: string;
  /** Its first complete list has been handled. */
  isListed: boolean;
  /** When a configured entry last covered it, in milliseconds since the epoch. */
  watchedAt: number;
  /** By the object's name. */
  readonly baselines: Map<string, KeptBaseline>;
  /** Of objects whose chain has not ended, by the object's name. */
  readonly results: Map<string, KeptResults>;
}

export interface KeptBaseline {
  readonly place: Place;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  manifest: Manifest;
}

/** An object's JSON as it is kept. */
export interface Manifest {
  /** Compressed: a character for each byte. A Buffer of a size this small costs more than what is in it. */
  readonly text: string;
  /** In zstd, with the entry's dictionary. */
  readonly isCompressed: boolean;
}

/** Results of `once` handlers for one event. */
export interface KeptResults {
  readonly eventId: string;
  /** Handlers' results by their names, in JSON. */
  readonly json: string;
}

/** Told of every change to what is kept in memory, so that it can be written to where it lasts. */
export interface Journal {
  /** It is new, or its dictionary is. */
  entryChanged(entry: Entry): void;
  /** It is new, has been listed or is watched. */
  placeChanged(place: Place): void;
  /** It was put, compressed or removed. */
  baselineChanged(place: Place, name: string): void;
  resultsChanged(place: Place, name: string): void;
  /** It is forgotten with all that was in it. */
  placeForgotten(place: Place): void;
  /** It is forgotten; it has no places any more. */
  entryForgotten(entry: Entry): void;
}

const nothing = (): void => {};

/** For what does not outlive the process. */
export const noJournal: Journal = {
  entryChanged: nothing,
  placeChanged: nothing,
  baselineChanged: nothing,
  resultsChanged: nothing,
  placeForgotten: nothing,
  entryForgotten: nothing,
};
