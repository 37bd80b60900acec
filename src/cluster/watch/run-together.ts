import type { ReflectorEnd } from "../reflector/reflector-options.ts";
import type { Reflector } from "../reflector/reflector.ts";

/** Runs reflectors side by side until one of them ends; the others are stopped. Resolves with why. */
export async function runTogether(reflectors: readonly Reflector[], signal: AbortSignal): Promise<ReflectorEnd> {
  const together = new AbortController();
  const each = AbortSignal.any([signal, together.signal]);
  const runs = reflectors.map(async (reflector) => {
    try {
      return await reflector.run(each);
    } finally {
      together.abort();
    }
  });
  const settled = await Promise.allSettled(runs);
  const failed = settled.find((run) => run.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  const ends = settled.map((run) => (run.status === "fulfilled" ? run.value : "stopped"));
  return ends.find((end) => end !== "stopped") ?? "stopped";
}
