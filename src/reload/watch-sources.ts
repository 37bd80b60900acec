import type { Logger } from "../../sdk/index.ts";
import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";
import { sourceFiles } from "./source-files.ts";

/** What is watched, and who is told. */
export interface WatchSourcesOptions {
  /** Files and folders, absolute, as they are now. */
  readonly sources: () => readonly string[];
  /** Called when something has changed and nothing has changed since for a while. Awaited; must not reject. */
  readonly onSettled: () => Promise<void>;
  readonly log: Logger;
  readonly clock: Clock;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/** How often the files are looked at: by their dates, which works on every file system and through swapped links. */
const lookEveryMs = 250;

/** Files must have been left alone for so long: an editor, or a copy, may be at work. */
const settledAfterMs = 500;

/**
 * Looks for changes until the signal is aborted. Never rejects. It also tells when there are other sources than before,
 * and once at the start: what changed while they were read is not missed then.
 */
export async function watchSources({ sources, onSettled, log, clock, signal }: WatchSourcesOptions): Promise<void> {
  let told: string | undefined;
  let seen: string | undefined;
  let seenAt = clock.now();
  while (await pause(lookEveryMs, signal, clock)) {
    const found = look(sources(), log);
    if (found === undefined) continue;
    if (found !== seen) {
      seen = found;
      seenAt = clock.now();
    } else if (seen !== told && clock.now() - seenAt >= settledAfterMs) {
      told = seen;
      await onSettled();
    }
  }
}

/** What the files are by their dates; undefined if they cannot be looked at just now. */
function look(sources: readonly string[], log: Logger): string | undefined {
  try {
    const stampOf = ({ path, stats: { size, mtimeNs, ino, mode } }: ReturnType<typeof sourceFiles>[number]): string =>
      `${path}\0${size} ${mtimeNs} ${ino} ${mode}`;
    return [...new Set(sources)].flatMap(sourceFiles).map(stampOf).join("\n");
  } catch (error) {
    log.debug("sources cannot be looked at", { error });
    return undefined;
  }
}
