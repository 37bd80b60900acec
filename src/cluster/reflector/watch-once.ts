import type { WatchConfig } from "../../config/config.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { Connection } from "../connection.ts";
import { RequestError, SILENCE } from "../connection/request-error.ts";
import { transportError } from "../connection/transport-error.ts";
import { compareWatched } from "./differences.ts";
import type { HandOn } from "./hand-on.ts";
import type { KnownVersions } from "./known-versions.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { ReflectorProgress } from "./reflector-progress.ts";
import { waitForRoom } from "./wait-for-room.ts";
import { parseWatchEvent } from "./watch-event.ts";
import { Watchdog } from "./watchdog.ts";

/** Which watch, what it is compared with, and where the differences go. */
export interface WatchOnceOptions {
  readonly connection: Connection;
  readonly path: string;
  readonly selectors: Readonly<Record<string, string>>;
  /** The form in which objects are asked for. */
  readonly accept: string;
  readonly accepts: (namespace: string) => boolean;
  readonly known: KnownVersions;
  readonly handOn: HandOn;
  readonly progress: ReflectorProgress;
  readonly watch: WatchConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Kept up to date, so that it is right however the watch ends. */
  readonly outcome: WatchOutcome;
  readonly onOpen: () => void;
}

export interface WatchOutcome {
  /** Where to watch from, now and next. */
  version: string;
  /** When the server agreed to watch, in milliseconds since the epoch; undefined: it has not. */
  openedAt: number | undefined;
  /** Whether any event or bookmark came. */
  hasSpoken: boolean;
}

/** Watches once, to the end of its time. Rejects when it ends in any other way. */
export async function watchOnce(options: WatchOnceOptions): Promise<void> {
  const { connection, path, selectors, accept, outcome, progress, clock, signal } = options;
  const seconds = watchSeconds(options);
  const query = {
    ...selectors,
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion: outcome.version,
    timeoutSeconds: String(seconds),
  };
  const stream = await connection.openStream({ path, query, accept, signal });
  outcome.openedAt = clock.now();
  progress.watching();
  options.onOpen();

  const { patienceMs } = connection;
  const giveUp = () => {
    const message = `nothing heard for ${patienceMs / 1000} s past the end of the watch`;
    stream.destroy(new RequestError(message, { reason: SILENCE }));
  };
  const watchdog = new Watchdog({ clock, lastsMs: seconds * 1000, patienceMs, onSilent: giveUp });
  const ended = new AbortController();
  const watchedOver = watchdog.run(ended.signal);
  try {
    await readEvents(stream, options, watchdog);
  } catch (error) {
    throw transportError(error, connection.server);
  } finally {
    ended.abort();
    await watchedOver;
  }
}

/** Six to eight sevenths of the configured time, so that many watches do not end together. */
function watchSeconds({ watch, random }: WatchOnceOptions): number {
  return Math.max(1, Math.round((watch.timeoutMs * (6 + 2 * random())) / 7000));
}

async function readEvents(stream: AsyncIterable<Buffer>, options: WatchOnceOptions, watchdog: Watchdog): Promise<void> {
  const { progress, signal } = options;
  const lines = new LineSplitter();
  for await (const chunk of stream) {
    watchdog.heard();
    progress.heard();
    for (const line of lines.push(chunk)) {
      for (const room of handEventOn(line, options)) await waitForRoom(room, signal, [progress, watchdog]);
    }
  }
}

/** Yields what has to be waited for before more is read. */
function* handEventOn(
  line: Buffer,
  { outcome, progress, accepts, known, handOn }: WatchOnceOptions,
): Generator<Promise<void>> {
  const event = parseWatchEvent(line);
  outcome.hasSpoken = true;
  progress.event(event.type);
  const { metadata } = event.object;
  if (event.type !== "BOOKMARK" && accepts(metadata.namespace ?? "")) {
    for (const difference of compareWatched(known, event)) {
      const room = handOn(difference);
      if (room !== undefined) yield room;
    }
  }
  outcome.version = metadata.resourceVersion ?? outcome.version;
}
