import { CallFailure } from "../call-failure.ts";
import type { ExecSpec } from "../handler-spec.ts";
import { programMistake } from "./program-mistake.ts";

/** What is said of a start that came to nothing. */
interface FailedStart {
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
  readonly cause?: unknown;
}

/** What the system's refusal means. */
const meanings: Readonly<Record<string, string>> = {
  E2BIG:
    "Its arguments and variables are too long: one may have 128 KiB. KWATCHMAN_SETTINGS holds the handler's settings.",
  EAGAIN: "There may be no more processes: see `ulimit -u` and the container's limit.",
  EMFILE: "kwatchman may open no more files: see `ulimit -n`.",
  ENOMEM: "There is not enough memory.",
  ETXTBSY: "Its file is being written.",
};

/** Why a program could not be started. The kernel's word for it often means something else: what is found in the file comes first. */
export function startFailure({ command: [program], directory, env, name }: ExecSpec, failed: FailedStart): CallFailure {
  const mistake = programMistake(program, directory, env["PATH"]);
  const { code = "unknown", originalMessage = "", cause } = failed;
  const told = mistake === undefined ? "to be started" : `to be ${mistake.expected}`;
  const mend = mistake?.mend ?? meanings[code];
  return new CallFailure("KW_EXEC_NOT_STARTED", `Expected \`${program}\` ${told}, got ${code}: ${originalMessage}`, {
    cause,
    ...(mend !== undefined && { mend }),
    fields: { handler: name },
  });
}
