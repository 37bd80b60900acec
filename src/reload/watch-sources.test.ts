import { expect, test } from "vitest";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { silentLog } from "../pipeline/fixtures/logs.ts";
import type { Clock } from "../time/clock.ts";
import { watchSources } from "./watch-sources.ts";

/** Plays what happens before each look, one after the other; tells after how many looks something had settled. */
async function play(acts: readonly ((folder: string) => void)[], looks = acts.length + 6): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "kwatchman-watched-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const stop = new AbortController();
  const settled: number[] = [];
  let now = 0;
  let look = 0;
  const clock: Clock = {
    now: () => now,
    async sleep(ms, signal) {
      now += ms;
      acts[look]?.(folder);
      look += 1;
      if (look > looks) stop.abort(new DOMException("over", "AbortError"));
      signal.throwIfAborted();
    },
  };
  const onSettled = async (): Promise<void> => void settled.push(look);
  await watchSources({ sources: () => [folder], onSettled, log: silentLog, clock, signal: stop.signal });
  return settled;
}

const write =
  (name: string, text: string) =>
  (folder: string): void =>
    writeFileSync(join(folder, name), text);
const nothing = (): void => {};

test("is told once at the start, then when a file has been left alone for half a second", async () => {
  const quiet = [nothing, nothing, nothing];
  expect(await play([...quiet, write("a.js", "1"), ...quiet])).toEqual([3, 6]);
});

test("a file that is still being written is waited for", async () => {
  const writing = ["1", "12", "123", "1234"].map((text) => write("a.js", text));
  expect(await play([nothing, nothing, nothing, ...writing])).toEqual([3, 9]);
});

test("nothing is told while nothing changes, or only what is no code", async () => {
  expect(await play([nothing, nothing, nothing, nothing, write("state.json", "1")], 20)).toEqual([3]);
});

test("sources that have become others are looked at, too", async () => {
  const stop = new AbortController();
  const folders = ["one", "two"].map(() => mkdtempSync(join(tmpdir(), "kwatchman-watched-")));
  onTestFinished(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
  for (const folder of folders) writeFileSync(join(folder, "a.js"), "");
  const settled: number[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    async sleep(ms, signal) {
      now += ms;
      if (now > 5000) stop.abort(new DOMException("over", "AbortError"));
      signal.throwIfAborted();
    },
  };
  await watchSources({
    sources: () => folders.slice(0, 1 + settled.length),
    onSettled: async () => void settled.push(now),
    log: silentLog,
    clock,
    signal: stop.signal,
  });
  expect(settled).toEqual([750, 1500]);
});
