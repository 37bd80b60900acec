import { KwatchmanError } from "../../errors/kwatchman-error.ts";

/** SQLite's primary result codes, as far as they are told apart. https://sqlite.org/rescode.html */
export const resultCodes = { busy: 5, corrupt: 11, notADatabase: 26 } as const;

/** SQLite's primary result code of an error; undefined: it is none of SQLite's. */
export function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  return error.errcode % 256;
}

/** What opening a store has failed by, in words that say what to do about it. */
export function openFault(file: string, error: unknown): KwatchmanError {
  if (error instanceof KwatchmanError) return error;
  const code = resultCodeOf(error);
  if (code === resultCodes.corrupt || code === resultCodes.notADatabase) return damaged(file, error);
  return new KwatchmanError(
    "KW_STORE_UNAVAILABLE",
    `Expected the store ${file} to be a file that can be read and written`,
    {
      cause: error,
      mend: 'Mend what the message says, or name another file as `[store] path`, or set `kind = "memory"`.',
    },
  );
}

/** The file's content is not what was written. */
export function damaged(file: string, finding: unknown): KwatchmanError {
  return new KwatchmanError("KW_STORE_CORRUPT", `Expected the store ${file} to be undamaged`, {
    cause: finding instanceof Error ? finding : new Error(`${String(finding)} is not as it was written`),
    mend: "Put a copy of it back, or move it away with what stands beside it (-wal, -shm) to begin anew.",
  });
}
