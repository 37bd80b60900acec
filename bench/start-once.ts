import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** One start of kwatchman. */
export interface Start {
  /** From the start of the process to the first 200 of /readyz. */
  readonly readyMs: number;
  /** Processor time until then: steadier than the clock where others use the machine, too. */
  readonly cpuMs: number;
  /** Then. */
  readonly rssMiB: number;
}

export interface StartOnceOptions {
  /** What Node runs. */
  readonly entry: string;
  /** Has config.toml and kubeconfig; the store is put there, and compiled code kept. */
  readonly folder: string;
  /** Where it answers probes. */
  readonly port: number;
}

/** In milliseconds. */
const patience = 60_000;
/** Of /proc: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const ticksPerSecond = 100;

/** Starts kwatchman, waits until it is ready, and stops it. Linux only. */
export async function startOnce({ entry, folder, port }: StartOnceOptions): Promise<Start> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [entry, "run", "-k", "kubeconfig"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder },
    stdio: "ignore",
  });
  const exited = once(child, "exit");
  try {
    await untilReady(child, port, startedAt + patience);
    const readyMs = performance.now() - startedAt;
    return { readyMs, ...(await used(child)) };
  } finally {
    child.kill("SIGTERM");
    await exited;
  }
}

async function untilReady(child: ChildProcess, port: number, deadline: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/readyz`;
  while (performance.now() < deadline && child.exitCode === null) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => "nobody listens yet",
    );
    if (status === 200) return;
    await delay(2);
  }
  throw new Error(`Expected ${url} to answer 200 within ${patience} ms; the exit code is ${child.exitCode ?? "none"}`);
}

async function used(child: ChildProcess): Promise<Pick<Start, "cpuMs" | "rssMiB">> {
  const folder = path.join("/proc", String(child.pid));
  const stat = await readFile(path.join(folder, "stat"), "utf8");
  // After the name, which may hold anything but ends in the last ")": state is field 3, utime 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const [, rssKiB] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(path.join(folder, "status"), "utf8")) ?? [];
  return { cpuMs: (ticks / ticksPerSecond) * 1000, rssMiB: Number(rssKiB) / 1024 };
}
