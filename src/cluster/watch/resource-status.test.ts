import { expect, test } from "vitest";
import type { ReflectorStatus } from "../reflector/reflector-status.ts";
import { summarise } from "./resource-status.ts";

function reflector(status: Partial<ReflectorStatus>): ReflectorStatus {
  return { namespace: "shop", state: "watching", isSynced: true, reason: "", lastContactAt: 100, ...status };
}

test("a resource does as badly as the worst of its watches, and says that one's reason", () => {
  const failing = reflector({ state: "failing", reason: "connection refused", lastContactAt: 40 });
  const summary = summarise([reflector({}), failing, reflector({ state: "reopening" })]);
  expect(summary).toEqual({
    state: "failing",
    isReady: false,
    isSynced: true,
    reason: "connection refused",
    lastContactAt: 40,
  });
});

test("a resource is ready when all its watches hear", () => {
  expect(summarise([reflector({}), reflector({ state: "reopening" })]).isReady).toBe(true);
  expect(summarise([reflector({}), reflector({ state: "syncing", isSynced: false })]).isReady).toBe(false);
});

test("one watch that never heard the server leaves the last contact open", () => {
  expect(summarise([reflector({}), reflector({ lastContactAt: undefined })]).lastContactAt).toBeUndefined();
});
