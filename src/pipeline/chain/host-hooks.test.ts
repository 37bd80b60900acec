import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { HostHooks } from "../../../sdk/index.ts";
import { chainOf } from "../fixtures/chain-runs.ts";
import { keepingLog } from "../fixtures/logs.ts";

describe("a function tapped into a hook", () => {
  const facts = { cluster: "prod", handlers: [] };
  const failing: readonly (readonly [string, (hooks: HostHooks) => void])[] = [
    ["throws", (hooks) => hooks.start.tap("mine", () => fail())],
    ["rejects", (hooks) => hooks.start.tapPromise("mine", () => Promise.reject(new Error("mine")))],
    ["calls back with an error", (hooks) => hooks.start.tapAsync("mine", (_, done) => done(new Error("mine")))],
    ["throws instead of giving a promise", (hooks) => hooks.start.tapPromise("mine", () => fail())],
  ];

  test.each(failing)("%s: that is logged with its name, and the others are called", async (_, tap) => {
    const log = keepingLog();
    const { hooks } = await chainOf([], log);
    const other = vi.fn<() => void>();
    tap(hooks);
    hooks.start.tap("other", other);
    await hooks.start.promise(facts);
    expect(other).toHaveBeenCalledOnce();
    expect(log.lines).toMatchObject([
      {
        level: "error",
        message: "hook failed",
        fields: { hook: "start", tap: "mine", error: { code: "KW_HOOK_FAILED" } },
      },
    ]);
  });

  test("never ends: that is logged, and the host goes on without it", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const log = keepingLog();
    const { hooks } = await chainOf([], log);
    hooks.start.tapPromise("mine", () => new Promise(() => {}));
    const started = hooks.start.promise(facts);
    await vi.advanceTimersByTimeAsync(10_000);
    await started;
    expect(log.lines).toMatchObject([{ fields: { tap: "mine", error: { cause: { code: "KW_HANDLER_TIMEOUT" } } } }]);
  });

  test("rejects where nobody waits for it: that is logged, not an unhandled rejection", async () => {
    const log = keepingLog();
    const { hooks } = await chainOf([], log);
    const rejecting: () => unknown = () => Promise.reject(new Error("mine"));
    hooks.synced.tap("mine", rejecting);
    hooks.synced.call({ resources: 1, objects: 2 });
    await vi.waitFor(() => expect(log.lines).toHaveLength(1), 15_000);
  });

  function fail(): never {
    throw new Error("mine");
  }
});
