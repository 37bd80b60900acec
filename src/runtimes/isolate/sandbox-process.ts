import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { FrameReader, frameOf } from "../../sandbox/frames.ts";
import { limits } from "../../sandbox/limits.ts";
import type { FromSandbox, ToSandbox } from "../../sandbox/protocol.ts";
import { readProgram } from "./program.ts";

/** What runs first: it takes the program from the host, for it may read no files. */
const boot = `
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
const program = JSON.parse(readFileSync(3, "utf8"));
const { entry, sources } = program;
const urlOf = (specifier, context) => URL.parse(specifier, context.parentURL)?.href;
registerHooks({
  resolve(specifier, context, next) {
    const url = urlOf(specifier, context);
    return Object.hasOwn(sources, url) ? { url, shortCircuit: true } : next(specifier, context);
  },
  load(url, context, next) {
    return Object.hasOwn(sources, url) ? { format: "module", source: sources[url], shortCircuit: true } : next(url, context);
  },
});
const { start } = await import(entry);
start(program, process.argv[1]);
`;

/** No files but one library, no processes, no workers, no network (but on Node 24), no compiler of machine code. */
function argumentsOf(nativeFile: string): string[] {
  return [
    "--no-node-snapshot",
    "--jitless",
    "--permission",
    "--allow-addons",
    `--allow-fs-read=${nativeFile}`,
    "--disable-warning=PERM0001",
    "--input-type=module",
    "--eval",
    boot,
    nativeFile,
  ];
}

/** What a sandbox's process is started with. */
export interface SandboxProcessOptions {
  readonly nativeFile: string;
  /** Is told what the process says, whatever that is. */
  readonly heed: (message: FromSandbox) => void;
}

/** The process that holds isolates, as the host sees it. */
export interface SandboxProcess {
  readonly pid: number | undefined;
  send(message: ToSandbox): void;
  /** Ends it at once; nothing less would surely. */
  readonly kill: (why: string) => void;
  /** Resolves when it has ended, with why. */
  readonly ended: Promise<string>;
}

/** How much of what it writes to stderr is kept, in UTF-16 units. */
const keptLength = 2000;

export function startSandboxProcess({ nativeFile, heed }: SandboxProcessOptions): SandboxProcess {
  const child = spawn(process.execPath, argumentsOf(nativeFile), { env: {}, stdio: ["pipe", "pipe", "pipe", "pipe"] });
  const [stdin, stdout, stderr, program] = child.stdio;
  let killedFor: string | undefined;
  const kill = (why: string): void => {
    killedFor ??= why;
    child.kill("SIGKILL");
  };

  // When it has ended, what is still being written to it has nobody to read it.
  for (const stream of [stdin, program]) stream?.on("error", () => {});
  (program as Writable).end(JSON.stringify(readProgram()));

  const reader = new FrameReader(limits.lineToHostBytes);
  stdout?.on("data", (chunk: Buffer) => {
    try {
      for (const message of reader.push(chunk)) heed(message as FromSandbox);
    } catch (error) {
      kill(`it said what is no message: ${String(error)}`);
    }
  });
  let said = "";
  stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-keptLength);
  });

  return {
    pid: child.pid,
    send: (message) => void stdin?.write(frameOf(message)),
    kill,
    ended: endOf(
      child,
      () => killedFor,
      () => said,
    ),
  };
}

async function endOf(child: ChildProcess, killedFor: () => string | undefined, said: () => string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once("error", (error) => resolve(`it could not be started: ${error.message}`));
  child.once("close", (code, signal) => {
    const how = signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
    const last = said().trim();
    resolve(killedFor() ?? (last === "" ? how : `${how}: ${last}`));
  });
  return promise;
}
