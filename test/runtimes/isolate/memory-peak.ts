import { readFile } from "node:fs/promises";
import { residentBytes } from "../../../src/runtimes/isolate/memory-watch.ts";

/** The most memory that this process's sandboxes have had, each by itself, looked at often. */
export interface MemoryPeak {
  bytes(): number;
  stop(): void;
}

export function watchMemoryPeak(): MemoryPeak {
  let peak = 0;
  const look = async (): Promise<void> => {
    for (const pid of await children()) peak = Math.max(peak, await residentBytes(pid));
  };
  const timer = setInterval(() => void look(), 50);
  return { bytes: () => peak, stop: () => clearInterval(timer) };
}

async function children(): Promise<number[]> {
  const text = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}
