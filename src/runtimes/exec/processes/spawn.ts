import { execa } from "execa";
import type { ExecSpec } from "../../handler-spec.ts";

/** A program as execa starts it; without a pid if that came to nothing, which awaiting it explains. */
export type Spawned = ReturnType<typeof spawn>;

/** Starts a handler's program: no shell, nothing of the host's environment, a process group that is ended with the host. */
export function spawn({ command: [program, ...args], directory }: ExecSpec, env: Readonly<Record<string, string>>) {
  return execa(program, args, {
    cwd: directory,
    env,
    extendEnv: false,
    killDescendants: true,
    killSignal: "SIGKILL",
    stdin: "pipe",
    buffer: false,
    reject: false,
  });
}
