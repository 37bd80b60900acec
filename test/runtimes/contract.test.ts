import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import { configMapEvent } from "../../sdk/testing/index.ts";
import { type Outcome, type StartedPlugin, startPlugin, type Way, ways } from "./contract/run-anywhere.ts";

/** An event that asks the plugin to behave like that. */
function asking(behaviour: string, more: Readonly<Record<string, unknown>> = {}, id = behaviour): KwatchmanEvent {
  const event = configMapEvent();
  const { object } = event.data;
  const metadata = { ...object.metadata, labels: { behaviour }, ...(more["metadata"] as object | undefined) };
  return { ...event, id, data: { ...event.data, object: { ...object, ...more, metadata } } };
}

const goesOn = (note?: unknown): Outcome => ({ end: undefined, note });
const fails = (code: unknown, retryable = true, retryAfterMs?: number): Outcome => ({
  code: code as string,
  retryable,
  retryAfterMs,
});
const anyCode = expect.any(String) as unknown;
const { name } = configMapEvent().data;
const text = "naïve ≠ 日本 🦀 \u2028 \u0000 \ud83d";

/** What is asked for, and what comes of it in every runtime. */
const cases: readonly { readonly what: string; readonly event: KwatchmanEvent; readonly outcome: Outcome }[] = [
  { what: "next goes on, and an unknown member is ignored", event: asking("next"), outcome: goesOn() },
  { what: "nothing at all goes on", event: asking("nothing"), outcome: goesOn() },
  {
    what: "next: false stops, with its reason",
    event: asking("stop"),
    outcome: { end: { handler: "any", reason: "enough is enough" }, note: undefined },
  },
  {
    what: "a patch is what the next handlers see; the plugin knows the attempt",
    event: asking("patch"),
    outcome: goesOn(`update ${name}, attempt 2`),
  },
  { what: "the plugin knows its deadline", event: asking("deadline"), outcome: goesOn(true) },
  {
    what: "any text comes and goes as it is",
    event: asking("unicode", {
      metadata: { annotations: { text: text.toWellFormed() }, labels: { behaviour: "unicode" } },
    }),
    outcome: goesOn(`${text.toWellFormed()} ${text.length}`),
  },
  {
    what: "an object of 1.5 MB comes whole",
    event: asking("large", { data: { text: "ü".repeat(750_000) } }),
    outcome: goesOn(750_000),
  },
  { what: "what is thrown is tried again", event: asking("throw"), outcome: fails(anyCode) },
  { what: "a permanent error is not tried again", event: asking("permanent"), outcome: fails(anyCode, false) },
  {
    what: "an error in the result has its code and its pause",
    event: asking("busy"),
    outcome: fails("E_BUSY", true, 1500),
  },
  {
    what: "an error in the result that is not retryable is permanent",
    event: asking("give-up"),
    outcome: fails("E_BROKEN", false),
  },
  {
    what: "a member of a wrong type is the handler's error",
    event: asking("wrong-type"),
    outcome: fails("KW_RESULT_INVALID"),
  },
  {
    what: "a patch of the event's identity is a permanent error",
    event: asking("identity"),
    outcome: fails("KW_PATCH_REFUSED", false),
  },
];

describe.each(ways)("a plugin run as %s", (way: Way) => {
  let plugin: StartedPlugin;
  beforeAll(async () => {
    plugin = await startPlugin(way, "60s");
  });
  afterAll(() => plugin.close());

  test.each(cases)("$what", async ({ event, outcome }) => {
    const run = await plugin.openChain();
    expect(await run(event, 2)).toEqual(outcome);
  });

  test("answers that take too long are given up, and the next call is answered", async () => {
    const hanging = await startPlugin(way, "2s");
    onTestFinished(() => hanging.close());
    const run = await hanging.openChain();
    expect(await run(asking("hang"))).toEqual(fails("KW_HANDLER_TIMEOUT"));
    await expect.poll(() => run(asking("next")), { timeout: 60_000 }).toEqual(goesOn());
  });

  test("more than 256 KiB is refused where it crosses a border, and the next call is answered", async () => {
    const run = await plugin.openChain();
    expect(await run(asking("oversize"))).toEqual(way === "module" ? goesOn() : fails("KW_RESULT_TOO_LARGE"));
    expect(await run(asking("next"))).toEqual(goesOn());
  });

  test("several calls are under way at once", async () => {
    const run = await plugin.openChain();
    const calls = Array.from({ length: 8 }, (_, index) => run(asking("meet", {}, `meet-${index}`)));
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 8 }, () => goesOn()));
  });
});
