import { readFile } from "node:fs/promises";

/** What the process may need beside its isolates' limits: itself, and what isolates can use beyond theirs before it is seen. */
export const spareBytes = 256 * 1024 * 1024;

const lookEveryMs = 500;

/**
 * Looks at a process's memory twice a second, and tells when it is more than allowed. Only Linux tells of other processes'
 * memory in a file; elsewhere nothing is watched. Returns what ends it.
 */
export function watchMemory(pid: number, allowedBytes: () => number, exceeded: (bytes: number) => void): () => void {
  if (process.platform !== "linux") return () => {};
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);

  async function look(): Promise<void> {
    const bytes = await residentBytes(pid);
    if (bytes > allowedBytes()) exceeded(bytes);
  }
}

/** 0 if the process is gone. */
export async function residentBytes(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
