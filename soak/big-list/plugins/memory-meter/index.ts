import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { definePlugin } from "kwatchman/sdk";
import type { MemorySample } from "../../memory-sample.ts";

const EVERY_MS = 50;

let handled = 0;
let timer: NodeJS.Timeout | undefined;

function write(file: string, moment: MemorySample["moment"]): void {
  if (moment !== "running") globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const sample: MemorySample = { moment, at: Date.now(), rss, heapUsed, external, handled };
  appendFileSync(file, `${JSON.stringify(sample)}\n`);
}

export default definePlugin<{ readonly file: string; readonly pauseMs: number }>({
  setup({ start, synced }, { settings: { file } }) {
    start.tap("memory-meter", () => {
      write(file, "start");
      timer = setInterval(write, EVERY_MS, file, "running");
    });
    synced.tap("memory-meter", () => write(file, "synced"));
  },
  async handle(_event, { settings: { pauseMs } }) {
    if (pauseMs > 0) await delay(pauseMs);
    handled += 1;
  },
  close() {
    clearInterval(timer);
  },
});
