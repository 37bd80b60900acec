import type { ErrorCode } from "./catalogue.ts";

/** One mistake in what the user gave: config, manifest or settings. Collected and reported together. */
export interface Problem {
  readonly code: ErrorCode;
  /** One sentence: what was expected where, what was found in which file and line. */
  readonly message: string;
  /** How to mend it, where that is not plain from the message. */
  readonly mend?: string | undefined;
  /** Where it stands; left out for what stands in no file. */
  readonly place?: ProblemPlace;
}

export interface ProblemPlace {
  /** As the user named it. */
  readonly file: string;
  /** undefined: in the file as a whole. */
  readonly line: number | undefined;
}

/** Mistakes of the user's, all that could be found at once. The CLI prints each and exits with 2. */
export class ProblemsError extends Error {
  override readonly name = "ProblemsError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join("\n"));
    this.problems = problems;
  }
}
