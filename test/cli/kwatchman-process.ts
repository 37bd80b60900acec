import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { inject, onTestFinished, vi } from "vitest";

export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** The command line's file, as it is shipped. */
export const entry = inject("kwatchman");

/** The generous deadline of everything that is waited for. */
const patience = { timeout: 45_000, interval: 50 };

/** One line of the host's JSON output. */
export type LogLine = Readonly<Record<string, unknown>>;

export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What Node runs; the CLI as it is shipped unless given. */
  readonly entry?: string;
  /** The Node to run with; that of the tests unless given. */
  readonly node?: string;
  /** Run through `npm run -s kwatchman --`, as from a checkout. */
  readonly throughNpm?: boolean;
  /** Held to the rights of files as anybody is, root too. */
  readonly heedsRights?: boolean;
}

/** A kwatchman process under test, killed when the test ends. */
export interface KwatchmanProcess {
  /** All JSON lines so far. */
  lines(): LogLine[];
  /** The lines of the handler named `log`. */
  changes(): LogLine[];
  /** Waits until the lines satisfy what is asserted. */
  until(assertion: (lines: LogLine[]) => void): Promise<void>;
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

/** Starts the CLI with a clean environment: nothing of KW_* or KUBECONFIG comes from outside the test. */
export function startKwatchman(args: readonly string[], options: ProcessOptions): KwatchmanProcess {
  const child = spawnKwatchman(args, options);
  let text = "";
  child.all.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = (): LogLine[] =>
    text
      .split("\n")
      .filter((line) => line.startsWith("{") && line.endsWith("}"))
      .map((line) => JSON.parse(line) as LogLine);
  return {
    lines,
    changes: () => lines().filter((line) => line["handler"] === "log"),
    until: async (assertion) => {
      await vi
        .waitFor(() => assertion(lines()), patience)
        .catch((error: unknown) => {
          throw new Error(`Not seen in time. The output was:\n${text}`, { cause: error });
        });
    },
    output: () => text,
    kill: (signal) => {
      child.kill(signal);
    },
    ended: child.then((result) => result.exitCode ?? result.signal ?? "unknown"),
  };
}

/** Runs the CLI to its end. */
export async function runKwatchman(
  args: readonly string[],
  options: ProcessOptions,
): Promise<{ code: number | undefined; stdout: string; stderr: string; all: string }> {
  const result = await spawnKwatchman(args, options);
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr, all: result.all };
}

/** Root may do anything to a file by a capability, which a process can be started without. */
const heedRights = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

function spawnKwatchman(args: readonly string[], options: ProcessOptions) {
  const [file, ...before] = options.throughNpm
    ? ["npm", "--prefix", projectRoot, "run", "-s", "kwatchman", "--"]
    : [options.node ?? process.execPath, options.entry ?? entry];
  const command = [...(options.heedsRights ? heedRights : []), file, ...before, ...args];
  return execa(command[0] ?? file, command.slice(1), {
    cwd: options.cwd,
    env: { ...inherited(), HOME: options.cwd, ...options.env },
    extendEnv: false,
    all: true,
    reject: false,
    stdin: "ignore",
    timeout: 110_000,
    killSignal: "SIGKILL",
  });
}

/** Where programs are found, and what V8 made of the code before. */
function inherited(): Record<string, string> {
  const { PATH = "", NODE_COMPILE_CACHE } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) };
}
