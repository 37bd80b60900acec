import type { ResourceStatus } from "../cluster/resource-watch.ts";
import type { HostStatus } from "./host-status.ts";
import { openStatusLines, type TerminalSize } from "./status-lines.ts";
import type { LogStream } from "./stdout.ts";

/** The progress of the first lists, at the bottom of a terminal. */
export interface SyncProgress {
  /** For the log, which shares the terminal. */
  readonly stream: LogStream;
  /** Shows a line for each resource while its first list is read and handled; none is left when all are synced. */
  follow(host: { status(): HostStatus; readonly synced: Promise<void> }): void;
  /** Shows nothing any more. */
  close(): void;
}

const redrawEveryMs = 100;

export function openSyncProgress(terminal: LogStream, size: () => TerminalSize): SyncProgress {
  const lines = openStatusLines(terminal, size);
  let timer: NodeJS.Timeout | undefined;
  const close = (): void => {
    clearInterval(timer);
    lines.show([]);
  };
  return {
    stream: lines.stream,
    follow(host) {
      const draw = (): void => lines.show(host.status().resources.flatMap(progressLine));
      draw();
      timer = setInterval(draw, redrawEveryMs).unref();
      void host.synced.then(close);
    },
    close,
  };
}

/** Nothing of a resource that is synced, or of one that has a line in the log saying why it is not. */
function progressLine({ kind, state, isSynced, objects }: ResourceStatus): string[] {
  const isReading = state === "listing" || state === "paused";
  if (isSynced || !(isReading || state === "syncing")) return [];
  return [`${isReading ? "listing" : "handling"} ${kind}: ${objects.toLocaleString("en")} objects`];
}
