import { expect, test } from "vitest";
import { systemClock, type Clock } from "../../src/time/clock.ts";
import {
  configMap,
  errorEvent,
  list,
  refusal,
  startScriptedServer,
  stream,
  streamThatEnds,
} from "./scripted-server.ts";
import { startWatching } from "./start-watching.ts";

const LOOK_EVERY_MS = 1000;

/** Runs a hundred times as fast, and remembers every pause but those of the watchdog. */
function fastClock(pauses: number[]): Clock {
  return {
    now: () => systemClock.now(),
    sleep: async (ms, signal) => {
      if (ms !== LOOK_EVERY_MS) pauses.push(ms);
      await systemClock.sleep(ms / 100, signal);
    },
  };
}

test("a scripted server that is back and has forgotten the version is listed soon, however long it was away", async () => {
  const server = await startScriptedServer();
  const away = refusal(503, "away");
  const forgotten = streamThatEnds(errorEvent(410, "too old resource version"));
  server.script({
    lists: [list("1"), list("9", configMap("a", "9"))],
    watches: [away, away, away, away, forgotten, stream()],
  });
  const pauses: number[] = [];
  const watching = await startWatching({
    kubeconfig: server.kubeconfig,
    kind: "configmap",
    random: () => 0.5,
    clock: fastClock(pauses),
  });
  await expect.poll(() => watching.seen(), { timeout: 20_000 }).toEqual(["present a"]);
  expect(pauses).toEqual([400, 800, 1600, 3200, 400]);
});
