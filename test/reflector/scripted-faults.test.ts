import { describe, expect, test } from "vitest";
import { fastClock } from "../../src/time/fixtures/fast-clock.ts";
import { codeBlocks, readDocument } from "../docs/code-blocks.ts";
import {
  bookmark,
  configMap,
  errorEvent,
  event,
  list,
  refusal,
  startScriptedServer,
  stream,
  streamThatEnds,
  type Reply,
} from "./scripted-server.ts";
import { startWatching, type Watching, type WatchingOptions } from "./start-watching.ts";

const patience = { timeout: 20_000 };
const fallsSilent: Reply = (response) => response.flushHeaders();
const breaksInTheMiddle: Reply = (response) => {
  response.write('{"items":[', () => response.socket?.destroy());
};
const speaksAndBreaks: Reply = (response) => {
  response.write(`${JSON.stringify(bookmark("9"))}\n`, () => response.socket?.end());
};

async function watchScripted(
  script: { lists?: Reply[]; watches?: Reply[] },
  options: Pick<WatchingOptions, "clock" | "timeoutMs"> = {},
): Promise<Watching> {
  const server = await startScriptedServer();
  server.script(script);
  return startWatching({ kubeconfig: server.kubeconfig, kind: "configmap", random: () => 0, ...options });
}

const said = ({ logged }: Watching) =>
  logged.filter(({ level, message }) => level !== "debug" && message !== "synced").map(({ message }) => message);
const versions = ({ watches }: Watching) => watches.map(({ query }) => query?.["resourceVersion"]);

describe("whatever a scripted server answers to a list, it is asked again until there is one:", () => {
  test.each<[string, Reply, string]>([
    ["401", refusal(401, "Unauthorized"), "the credentials are not accepted, a token may have expired (401)"],
    ["404", refusal(404, "not here"), "not served any more"],
    ["429", refusal(429, "too many requests", { "retry-after": "1" }), "too many requests (429)"],
    ["500", refusal(500, "etcd is gone"), "etcd is gone (500)"],
    ["503", refusal(503, "not yet"), "not yet (503)"],
    ["a body that is no JSON", (response) => response.end("<html>"), "expected JSON, got a web page"],
    ["JSON that is no list", (response) => response.end("{}"), "expected a list from /api/v1/configmaps"],
    [
      "an item without metadata",
      list("6", configMap("a", "1"), {}),
      "expected objects in the list from /api/v1/configmaps",
    ],
    ["half a body", breaksInTheMiddle, "the connection broke off"],
  ])("%s", async (_, reply, words) => {
    const script = { lists: [reply, list("7", configMap("web", "5"))], watches: [stream()] };
    const watching = await watchScripted(script, { clock: fastClock(10) });
    await watching.synced;
    expect(watching.seen()).toEqual(["present web"]);
    await expect.poll(() => said(watching), patience).toContain("failing");
    expect(watching.logged.find(({ level }) => level === "warn")?.fields["reason"]).toContain(words);
    await expect
      .poll(() => watching.status(), patience)
      .toMatchObject({ state: "watching", isReady: true, reason: "" });
  });
});

describe("whatever a scripted server does to a watch, the next one goes on where it stopped, without a list:", () => {
  test.each<[string, Reply]>([
    ["a broken connection", speaksAndBreaks],
    ["an ERROR event of code 500", stream(bookmark("9"), errorEvent(500, "storage is gone"))],
    ["a line that is garbage", stream(bookmark("9"), "garbage")],
    ["an unknown type of event", stream(bookmark("9"), event("WINK", configMap("web", "8")))],
  ])("%s", async (_, watch) => {
    const watching = await watchScripted({
      lists: [list("7")],
      watches: [watch, refusal(500, "still down"), stream(event("ADDED", configMap("web", "10")))],
    });
    await expect.poll(() => watching.seen(), patience).toEqual(["present web"]);
    expect(versions(watching)).toEqual(["7", "9", "9"]);
    expect(watching.lists).toHaveLength(1);
    expect(watching.status().counts).toMatchObject({ lists: 1, relists: {}, events: { BOOKMARK: 1, ADDED: 1 } });
  });
});

test("a line of a watch that has no end is given up, and the next watch goes on where it stopped", async () => {
  const endless: Reply = (response) => {
    response.write(`${JSON.stringify(bookmark("9"))}\n`);
    response.write("x".repeat(33 * 1024 * 1024));
  };
  const watching = await watchScripted({
    lists: [list("7")],
    watches: [endless, stream(event("ADDED", configMap("web", "10")))],
  });
  await expect.poll(() => watching.seen(), patience).toEqual(["present web"]);
  expect(versions(watching)).toEqual(["7", "9"]);
  expect(watching.status().counts.errors).toEqual({ KW_WATCH_LINE_TOO_LONG: 1 });
  const documented = codeBlocks(await readDocument("docs/errors.md")).map(({ text }) => text.trimEnd());
  expect(documented).toContain(watching.logged.find(({ message }) => message === "failing")?.fields["reason"]);
});

describe("a scripted server that has forgotten the version", () => {
  const goneThenBack = (gone: Reply) => ({
    lists: [list("7", configMap("same", "1"), configMap("gone", "2")), list("20", configMap("same", "1"))],
    watches: [gone, stream()],
  });

  test.each<[string, Reply]>([
    ["says so by its status", refusal(410, "too old resource version")],
    ["says so in the stream", streamThatEnds(errorEvent(410, "too old resource version"))],
  ])("%s: everything is listed again, and only differences are told", async (_, gone) => {
    const watching = await watchScripted(goneThenBack(gone));
    await expect.poll(() => versions(watching), patience).toEqual(["7", "20"]);
    expect(watching.seen()).toEqual(["present same", "present gone", "gone gone"]);
    expect(watching.sink.observations.at(-1)).toMatchObject({ object: null, missed: true });
    expect(watching.lists.map(({ query }) => query?.["resourceVersion"])).toEqual([undefined, undefined]);
    expect(watching.status().counts.relists).toEqual({ expired: 1 });
  });
});

test("three watches in a row that a scripted server ends at once, without a word, make a new list", async () => {
  const watching = await watchScripted({
    lists: [list("7", configMap("web", "5")), list("20", configMap("web", "6"))],
    watches: [streamThatEnds(), streamThatEnds(), streamThatEnds(), stream()],
  });
  await expect.poll(() => versions(watching), patience).toEqual(["7", "7", "7", "20"]);
  expect(watching.seen()).toEqual(["present web", "present web"]);
  expect(watching.status().counts.relists).toEqual({ fruitless: 1 });
});

test("a word between them is progress: then short watches of a scripted server make no list", async () => {
  const watching = await watchScripted({
    lists: [list("7")],
    watches: [
      streamThatEnds(),
      streamThatEnds(),
      streamThatEnds(bookmark("8")),
      streamThatEnds(),
      streamThatEnds(),
      stream(event("ADDED", configMap("web", "9"))),
    ],
  });
  await expect.poll(() => watching.seen(), patience).toEqual(["present web"]);
  expect(watching.lists).toHaveLength(1);
});

test("a scripted server that falls silent past the end of a watch is stale, and is given up for a new watch", async () => {
  const watching = await watchScripted(
    { lists: [list("7")], watches: [fallsSilent, stream(event("ADDED", configMap("web", "8")))] },
    { clock: fastClock(10), timeoutMs: 1000 },
  );
  await expect.poll(() => watching.seen(), patience).toEqual(["present web"]);
  await expect
    .poll(() => watching.logged, patience)
    .toContainEqual({
      level: "warn",
      message: "failing",
      fields: { reason: "nothing heard for 5 s past the end of the watch", resources: ["configmap"] },
    });
  expect(watching.lists).toHaveLength(1);
});

test("a failure is reported once, however often it repeats, and so is its end, with how long it took", async () => {
  const down = refusal(503, "down");
  const watching = await watchScripted(
    { lists: [list("7")], watches: [down, down, down, down, stream(event("ADDED", configMap("web", "8")))] },
    { clock: fastClock(10) },
  );
  await expect.poll(() => said(watching), patience).toEqual(["failing", "watching again"]);
  expect(watching.logged.at(-1)?.fields).toMatchObject({ seconds: expect.any(Number) });
  expect(watching.status().counts.errors).toEqual({ KW_API_FAILED: 4 });
});

test("a scripted server that is back but has forgotten the version is listed again before it is watched: one outage", async () => {
  const watching = await watchScripted(
    { lists: [list("7"), list("9")], watches: [refusal(503, "down"), stream(errorEvent(410, "too old")), stream()] },
    { clock: fastClock(10) },
  );
  await expect.poll(() => said(watching), patience).toEqual(["failing", "watching again"]);
  expect(watching.lists).toHaveLength(2);
});

test("a scripted server that forgets the list between pages is asked from page 1, in one piece after three times", async () => {
  const page: Reply = (response) =>
    response.end(
      JSON.stringify({ metadata: { resourceVersion: "7", continue: "more" }, items: [configMap("a", "1")] }),
    );
  const expired = refusal(410, "the continue token is too old");
  const again = [page, expired];
  const watching = await watchScripted({
    lists: [...again, ...again, ...again, ...again, list("9", configMap("a", "1"), configMap("b", "2"))],
  });
  await watching.synced;
  expect(watching.seen()).toEqual(["present a", "present b"]);
  expect(watching.sink.observations.map(({ initial }) => initial)).toEqual([true, true]);
  expect(watching.lists.map(({ query }) => [query?.["limit"], query?.["continue"]])).toEqual([
    ["500", undefined],
    ["500", "more"],
    ["500", undefined],
    ["500", "more"],
    ["500", undefined],
    ["500", "more"],
    ["500", undefined],
    ["500", "more"],
    [undefined, undefined],
  ]);
});

test("Retry-After of a scripted server is waited for", async () => {
  const clock = fastClock(10);
  const watching = await watchScripted({ lists: [refusal(429, "busy", { "retry-after": "2" }), list("7")] }, { clock });
  await watching.synced;
  expect(clock.slept).toContain(2000);
});
