import { setTimeout as delay } from "node:timers/promises";
import { askReadiness } from "../ask-readiness.ts";
import type { ReadinessSample } from "./checking/check-readiness.ts";

const EVERY_MS = 200;

/** Looks at /readyz all the time until the signal is aborted; resolves then. What it saw is added to the samples. */
export async function sampleReadiness(url: string, samples: ReadinessSample[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const askedAt = Date.now();
    const isReady = await askReadiness(url);
    if (isReady !== undefined) samples.push({ askedAt, answeredAt: Date.now(), isReady });
    await delay(EVERY_MS);
  }
}
