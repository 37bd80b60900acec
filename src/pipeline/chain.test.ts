import { describe, expect, test, vi } from "vitest";
import type { HandlerResult, HostHooks } from "../../sdk/index.ts";
import type { Handler } from "../runtimes/handler.ts";
import { chainOf, run } from "./fixtures/chain-runs.ts";
import { handlerOf } from "./fixtures/handlers.ts";

describe("the way through the chain", () => {
  test("handlers are called in order, each with the patches of those before", async () => {
    const seen: unknown[] = [];
    const chain = await chainOf([
      handlerOf("one", ({ event }) => {
        seen.push(event.event.data["note"]);
        return { patch: [{ op: "add", path: "/note", value: "one was here" }] };
      }),
      handlerOf("two", ({ event }) => void seen.push(event.event.data["note"])),
    ]);
    expect(await run(chain)).toBeUndefined();
    expect(seen).toEqual([undefined, "one was here"]);
  });

  test("next: false ends the chain, and says who and why", async () => {
    const later = vi.fn<() => void>();
    const chain = await chainOf([
      handlerOf("gate", () => ({ next: false, reason: "not today" })),
      handlerOf("later", later),
    ]);
    expect(await run(chain)).toEqual({ handler: "gate", reason: "not today" });
    expect(later).not.toHaveBeenCalled();
  });

  test.each([undefined, null, {}, { next: true, unknown: 1 }])("%j goes on", async (answer) => {
    const later = vi.fn<() => void>();
    await run(await chainOf([handlerOf("one", () => answer), handlerOf("later", later)]));
    expect(later).toHaveBeenCalledOnce();
  });

  test("a handler that is switched off is passed over, and the chain goes on", async () => {
    const called: string[] = [];
    const off = { ...handlerOf("one", () => void called.push("one"), { once: true }), switchedOff: () => "gone" };
    const kept = new Map<string, HandlerResult>();
    await run(await chainOf([off, handlerOf("two", () => void called.push("two"))]), { kept });
    expect(called).toEqual(["two"]);
    // It did not succeed on the event: once it is on again, it is called.
    expect(kept.has("one")).toBe(false);
  });

  test("a handler that is switched off is passed over by what waited for its turn", async () => {
    const answer = Promise.withResolvers<void>();
    let calls = 0;
    let reason: string | undefined;
    const first = handlerOf("one", () => ((calls += 1), answer.promise), { concurrency: 1 });
    const chain = await chainOf([{ ...first, switchedOff: () => reason }]);
    const runs = [run(chain), run(chain), run(chain)];
    await vi.waitFor(() => expect(calls).toBe(1));
    reason = "gone";
    answer.resolve();
    await Promise.all(runs);
    expect(calls).toBe(1);
    reason = undefined;
    await run(chain);
    expect(calls).toBe(2);
  });

  test("a handler that the event does not match is passed over, and the chain goes on", async () => {
    const other = vi.fn<() => void>();
    const later = vi.fn<() => void>();
    const when = { kinds: ["service"], namespaces: undefined, actions: undefined, labels: undefined };
    await run(await chainOf([handlerOf("other", other, { when }), handlerOf("later", later)]));
    expect(other).not.toHaveBeenCalled();
    expect(later).toHaveBeenCalledOnce();
  });

  test("every attempt gets the same bytes", async () => {
    const bytes: string[] = [];
    const chain = await chainOf([handlerOf("one", ({ event }) => void bytes.push(event.json))]);
    await run(chain);
    await run(chain);
    expect(bytes[0]).toBe(bytes[1]);
  });

  test("what a `once` handler answered before is applied again, without calling it", async () => {
    const post = vi.fn<() => HandlerResult>(() => ({ patch: [{ op: "add", path: "/sent", value: true }] }));
    const seen: unknown[] = [];
    const chain = await chainOf([
      handlerOf("post", post, { once: true }),
      handlerOf("after", ({ event }) => void seen.push(event.event.data["sent"])),
    ]);
    const kept = new Map<string, HandlerResult>();
    await run(chain, { kept });
    await run(chain, { kept });
    expect(post).toHaveBeenCalledOnce();
    expect(seen).toEqual([true, true]);
  });
});

describe("a chain's life", () => {
  test("setup gets the hooks of its chain, in the handlers' order", async () => {
    const told: string[] = [];
    const tapping = (name: string): Handler =>
      handlerOf(name, () => {}, {
        setup: async (hooks: HostHooks) => {
          hooks.event.tap(name, (event) => told.push(`${name} ${event.subject}`));
          hooks.start.tapPromise(name, async ({ cluster }) => void told.push(`${name} ${cluster}`));
        },
      });
    const chain = await chainOf([tapping("one"), tapping("two")]);
    await chain.hooks.start.promise({ cluster: "prod", handlers: [] });
    expect(told).toEqual(["one prod", "two prod"]);
  });

  test("a setup that fails is an error that names the handler, its own error as cause", async () => {
    const cause = new Error("no token");
    const handler = handlerOf("post", () => {}, { setup: () => Promise.reject(cause) });
    await expect(chainOf([handler])).rejects.toMatchObject({ code: "KW_PLUGIN_LOAD", cause });
    await expect(chainOf([handler])).rejects.toThrow("`post`");
  });

  test("a setup that does not end is given up", async () => {
    const handler = handlerOf("post", () => {}, { timeoutMs: 20, setup: () => new Promise(() => {}) });
    await expect(chainOf([handler])).rejects.toMatchObject({
      code: "KW_PLUGIN_LOAD",
      cause: { code: "KW_HANDLER_TIMEOUT" },
    });
  });
});
