import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../../../src/time/clock.ts";
import { between, pick, seededRandom } from "../../random.ts";
import { places, type Place } from "./place.ts";
import { type Writable, WrittenObject } from "./written-object.ts";

/** How much is written. */
export interface WritersOptions {
  readonly seed: string;
  /** Names in each place. */
  readonly names: number;
  /** Between two writes of one writer, on average, in milliseconds. */
  readonly pauseMs: number;
}

/** One writer in each place, each with objects of its own. */
export interface Writers {
  readonly objects: readonly WrittenObject[];
  /** Creates a third of the objects. */
  begin(): Promise<void>;
  /** Creates, updates, deletes and creates again until the signal is aborted; resolves when the last write is answered. */
  write(signal: AbortSignal): Promise<void>;
}

export function createWriters(plane: Writable, { seed, names, pauseMs }: WritersOptions): Writers {
  const writers = places.map((place) => createWriter(plane, place, seed, names));
  return {
    objects: writers.flatMap(({ objects }) => objects),
    async begin() {
      await Promise.all(writers.map(begin));
    },
    async write(signal) {
      await Promise.all(writers.map((writer) => write(writer, pauseMs, signal)));
    },
  };
}

interface Writer {
  readonly objects: readonly WrittenObject[];
  readonly random: Random;
}

function createWriter(plane: Writable, place: Place, seed: string, names: number): Writer {
  return {
    objects: Array.from({ length: names }, (_, index) => new WrittenObject(plane, place, `object-${index}`)),
    random: seededRandom(seed, `${place.kind} in ${place.namespace}`),
  };
}

async function begin({ objects, random }: Writer): Promise<void> {
  for (const object of objects.slice(0, Math.ceil(objects.length / 3))) await object.create(textOf(random));
}

async function write({ objects, random }: Writer, pauseMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const object = pick(random, objects);
    // Often the same object again at once: changes that follow each other closely are those that get out of order.
    for (let left = random() < 0.1 ? 8 : 1; left > 0; left -= 1) await change(object, random);
    await delay(between(random, 0, 2 * pauseMs));
  }
}

async function change(object: WrittenObject, random: Random): Promise<void> {
  const dice = random();
  if (!object.isPresent) return object.create(textOf(random));
  if (dice < 0.7) return object.update(textOf(random));
  await object.remove();
  if (dice > 0.85) await object.create(textOf(random));
}

function textOf(random: Random): string {
  return random()
    .toString(36)
    .slice(2)
    .repeat(Math.ceil(random() * 8));
}
