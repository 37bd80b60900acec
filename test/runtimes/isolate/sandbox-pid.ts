import { readFile } from "node:fs/promises";
import { execa } from "execa";

/** The processes of this process's sandboxes. */
export async function sandboxPids(parent: number = process.pid): Promise<number[]> {
  const { stdout } = await execa("ps", ["-o", "pid=,ppid=,args=", "-A", "ww"]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, ppid, args = ""] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return Number(ppid) === parent && args.includes("--jitless") ? [Number(pid)] : [];
  });
}

/** The one sandbox. */
export async function sandboxPid(): Promise<number> {
  const [pid, ...others] = await sandboxPids();
  if (pid === undefined || others.length > 0) throw new Error(`Expected one sandbox, found ${others.length + 1}`);
  return pid;
}

/** False once it is gone, or a zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    return !/^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
