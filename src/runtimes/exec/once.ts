import { answerTooLarge, maxAnswerBytes } from "../answer-text.ts";
import type { ExecSpec } from "../handler-spec.ts";
import type { Call } from "../handler.ts";
import type { ExecParts } from "./exec-parts.ts";
import { OnceOutput } from "./once/once-output.ts";
import { readOutcome } from "./once/outcome.ts";
import type { Child } from "./processes/child.ts";
import { callVariables, handlerVariables } from "./variables.ts";

/** Between SIGTERM and SIGKILL, in milliseconds. */
const graceMs = 2000;

/** A program that is started for each event: one JSON on stdin, then its end; one on stdout, or none. */
export class Once {
  readonly #spec: ExecSpec;
  readonly #parts: ExecParts;
  readonly #running = new Set<Child>();

  constructor(spec: ExecSpec, parts: ExecParts) {
    this.#spec = spec;
    this.#parts = parts;
  }

  async call(call: Call): Promise<unknown> {
    const { processes } = this.#parts;
    const child = await processes.start(this.#spec, { ...handlerVariables(this.#spec), ...callVariables(call) });
    this.#keep(child);
    const end = (): void => void child.end(graceMs);
    call.signal.addEventListener("abort", end, { once: true });
    if (call.signal.aborted) end();
    try {
      return await this.#converse(child, call.event.json);
    } finally {
      call.signal.removeEventListener("abort", end);
    }
  }

  /** Ends what still runs. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((child) => child.end(graceMs)));
  }

  async #converse(child: Child, event: string): Promise<unknown> {
    const { output, host } = this.#parts;
    const stderr = output.reader("stderr");
    const stdoutLines = output.reader("stdout");
    const stdout = new OnceOutput(stdoutLines);
    output.read(child.stderr, (chunk) => stderr.push(chunk));
    output.read(child.stdout, (chunk) => {
      stdout.push(chunk);
      if (stdout.isTooLarge) void child.end(graceMs);
    });
    // A program need not read what it is given.
    child.stdin.on("error", (error) => host.debug("event was not read", { handler: this.#spec.name, error }));
    child.stdin.end(event);

    const exit = await child.exited;
    await child.drained;
    stderr.end();
    stdout.end();
    if (stdout.isTooLarge) throw answerTooLarge(`more than ${maxAnswerBytes}`);
    const lastLine = stderr.lastLine || stdoutLines.lastLine;
    return readOutcome({ program: this.#spec.command[0], exit, answer: stdout.answer, lastLine });
  }

  #keep(child: Child): void {
    this.#running.add(child);
    void child.gone.then(() => this.#running.delete(child));
  }
}
