import { hash, randomBytes } from "node:crypto";
import type { Random } from "../src/time/clock.ts";

/** Numbers from 0 up to, not including, 1 that a seed and a purpose decide: the same ones in every run. */
export function seededRandom(seed: string, purpose: string): Random {
  let state = Number.parseInt(hash("sha256", `${seed}\n${purpose}`).slice(0, 8), 16);
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number between the two. */
export function between(random: Random, from: number, to: number): number {
  return from + random() * (to - from);
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError("Expected a list with something in it");
  return item;
}

export function shuffle<T>(random: Random, list: readonly T[]): T[] {
  const drawn = list.map((item) => ({ item, rank: random() }));
  return drawn.sort((one, other) => one.rank - other.rank).map(({ item }) => item);
}

/** A seed for a run that was given none. */
export function drawSeed(): string {
  return randomBytes(4).toString("hex");
}
