import { atResource } from "../config/at-resource.ts";
import type { Config } from "../config/config.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { ProblemsError } from "../errors/problems.ts";
import { systemClock } from "../time/clock.ts";
import { OutageLog } from "./outage-log.ts";
import { type ResourceWatch, watchResource } from "./resource-watch.ts";
import type { ResourceWatchOptions } from "./watch/resource-watch-options.ts";

/** What all of them share. */
export interface WatchResourcesOptions extends Omit<ResourceWatchOptions, "resource" | "watch" | "outages"> {
  readonly config: Config;
}

/** All configured resources being watched. */
export interface ResourceWatches {
  /** In the configuration's order. */
  readonly all: readonly ResourceWatch[];
  /**
   * Resolves after the signal was aborted, when nothing more is asked or told. Rejects as soon as the API server says that
   * the configuration asks for what cannot be: with the `KwatchmanError` of one resource, or with a `ProblemsError` of
   * several. The others then still go on.
   */
  readonly done: Promise<void>;
}

/** Once one mistake is known, how long the server may take to tell the others, in milliseconds. */
const OTHERS_WITHIN_MS = 5000;

/** Begins to watch every configured resource. */
export function watchResources({ config, ...options }: WatchResourcesOptions): ResourceWatches {
  const { watch } = config;
  const outages = new OutageLog({ ...options, clock: systemClock });
  const all = config.resources.map((resource) => watchResource({ ...options, resource, watch, outages }));
  return { all, done: untilDone(all, config) };
}

async function untilDone(all: readonly ResourceWatch[], config: Config): Promise<void> {
  const mistakes: KwatchmanError[] = [];
  const noteMistake = async (watch: ResourceWatch, index: number): Promise<void> => {
    try {
      await watch.done;
    } catch (error) {
      // Only the watch can tell that there is no such kind, only the configuration where it stands.
      if (error instanceof KwatchmanError) mistakes[index] = atResource(error, config, index);
      throw error;
    }
  };
  const ended = all.map(noteMistake);
  try {
    await Promise.all(ended);
  } catch (error) {
    await inTime(Promise.allSettled(all.map(({ judged }, index) => Promise.race([judged, ended[index]]))));
    const told = Object.values(mistakes);
    throw told.length > 1 ? new ProblemsError(told) : (told[0] ?? error);
  }
}

/** A user who misspelt two kinds mends both at once. */
async function inTime(judged: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const allJudged = judged.then(() => enough.abort());
  try {
    await systemClock.sleep(OTHERS_WITHIN_MS, enough.signal);
  } catch {
    // All were judged before the time was over.
    await allJudged;
  }
}
