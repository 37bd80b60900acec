import { expect, test } from "vitest";
import { fastClock } from "../../src/time/fixtures/fast-clock.ts";
import { list, refusal, startScriptedServer, stream, type Reply } from "./scripted-server.ts";
import { startWatching, type Watching } from "./start-watching.ts";

const patience = { timeout: 20_000 };
const saysNothing: Reply = () => {};

const phases: [string, { lists?: Reply[]; watches?: Reply[] }, (watching: Watching) => boolean][] = [
  ["a list is under way", { lists: [saysNothing] }, ({ lists }) => lists.length === 1],
  ["a watch is being opened", { watches: [saysNothing] }, ({ watches }) => watches.length === 1],
  ["a watch is open", { watches: [stream()] }, (watching) => watching.status().state === "watching"],
  ["it waits to try again", { lists: [refusal(500, "down")] }, (watching) => watching.status().state === "failing"],
];

test.each(phases)(
  "stopped while %s, it ends without an error, and asks a scripted server for nothing more",
  async (_, script, isThere) => {
    const server = await startScriptedServer();
    server.script(script);
    const clock = fastClock(10);
    const watching = await startWatching({ kubeconfig: server.kubeconfig, kind: "configmap", clock });
    await expect.poll(() => isThere(watching), patience).toBe(true);
    const warnings = () => watching.logged.filter(({ level }) => level === "warn" || level === "error").length;
    const warned = warnings();
    await watching.stop();
    const asked = [watching.lists.length, watching.watches.length];
    await clock.sleep(1500, new AbortController().signal);
    expect([watching.lists.length, watching.watches.length]).toEqual(asked);
    expect(warnings()).toBe(warned);
    await watching.stop();
  },
);

test("stopped while it waits for a definition, it ends", async () => {
  const server = await startScriptedServer();
  const watching = await startWatching({ kubeconfig: server.kubeconfig, kind: "widgets.example.com" });
  await expect.poll(() => watching.status().state, patience).toBe("waiting");
  await expect(watching.stop()).resolves.toBeUndefined();
});

test("stopped while the sink is full, it ends, and tells nothing more", async () => {
  const server = await startScriptedServer();
  const item = (name: string) => ({ metadata: { name, uid: name, resourceVersion: "1" } });
  server.script({ lists: [list("7", item("one"), item("two"))] });
  const watching = await startWatching({
    kubeconfig: server.kubeconfig,
    kind: "configmap",
    prepare: (sink) => void sink.pause(),
  });
  await expect.poll(() => watching.status().state, patience).toBe("paused");
  await watching.stop();
  expect(watching.seen()).toEqual(["present one"]);
});
