import { expect, test, vi } from "vitest";
import type { ResourceStatus } from "../cluster/resource-watch.ts";
import { openScreen } from "./fixtures/screen.ts";
import { hostStatus, resourceStatus } from "./fixtures/statuses.ts";
import { openSyncProgress } from "./sync-progress.ts";

const patience = { timeout: 15_000 };
const size = { columns: 80, rows: 24 };

function unsynced(kind: string, state: ResourceStatus["state"], objects = 0): ResourceStatus {
  return resourceStatus({ kind, state, objects, isSynced: false, isReady: false });
}

test("each resource has a line that counts up while its list is read and handled, and none when it is synced", async () => {
  const screen = openScreen();
  const progress = openSyncProgress(screen, () => size);
  const { promise: synced, resolve } = Promise.withResolvers<void>();
  let status = hostStatus(unsynced("pod", "listing", 500), unsynced("secret", "listing"));
  progress.follow({ status: () => status, synced });
  expect(screen.lines()).toEqual(["listing pod: 500 objects", "listing secret: 0 objects"]);

  progress.stream.write("a line of the log\n");
  status = hostStatus(unsynced("pod", "syncing", 12_500), resourceStatus({ kind: "secret" }));
  await vi.waitFor(
    () => expect(screen.lines()).toEqual(["a line of the log", "handling pod: 12,500 objects"]),
    patience,
  );

  resolve();
  await vi.waitFor(() => expect(screen.lines()).toEqual(["a line of the log"]), patience);
});

test("what is not being read has no line", () => {
  const screen = openScreen();
  const progress = openSyncProgress(screen, () => size);
  const resources = [unsynced("pod", "failing"), unsynced("widgets", "waiting"), unsynced("secret", "paused", 7)];
  progress.follow({ status: () => hostStatus(...resources), synced: new Promise(() => {}) });
  expect(screen.lines()).toEqual(["listing secret: 7 objects"]);
  progress.close();
  expect(screen.lines()).toEqual([]);
});
