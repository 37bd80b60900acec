import { untilAborted } from "../../time/until-aborted.ts";

/** What stands still while nothing is read. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** Waits until there is room for more. Rejects with the signal's reason. */
export async function waitForRoom(
  room: Promise<void>,
  signal: AbortSignal,
  pausables: readonly Pausable[],
): Promise<void> {
  for (const pausable of pausables) pausable.pause();
  try {
    await untilAborted(room, signal);
  } finally {
    for (const pausable of pausables) pausable.resume();
  }
}
