import { distance } from "fastest-levenshtein";
import type { ServedResource } from "./served-resource.ts";

const SHOWN = 3;

/** What the user may have meant: the kinds whose names are nearest, best first. */
export function nearestKinds(name: string, resources: readonly ServedResource[]): string[] {
  const tolerance = Math.max(2, Math.floor(name.length / 3));
  const near = resources
    .map((resource) => ({ kind: resource.kind, typos: typosTo(name, resource) }))
    .filter(({ typos }) => typos <= tolerance)
    .sort((one, other) => one.typos - other.typos);
  return [...new Set(near.map(({ kind }) => kind))].slice(0, SHOWN);
}

function typosTo(name: string, { kind, names }: ServedResource): number {
  // A short name is a letter or two away from nearly everything short.
  const long = names.filter((candidate) => candidate.length > 4);
  return Math.min(...[kind.toLowerCase(), ...long].map((candidate) => distance(name, candidate)));
}
