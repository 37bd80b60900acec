import { KwatchmanError } from "../errors/kwatchman-error.ts";

/** What crosses a process border is limited to this, in bytes. */
export const maxAnswerBytes = 256 * 1024;

/** What a plugin beyond the process answered, as JSON text. Throws KW_RESULT_TOO_LARGE or KW_RESULT_INVALID. */
export function readAnswerText(text: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxAnswerBytes) throw answerTooLarge(`${bytes}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The text itself is not shown: it may repeat a Secret's manifest.
    throw new KwatchmanError("KW_RESULT_INVALID", `Expected the result to be JSON, got ${bytes} bytes that are not`, {
      cause,
    });
  }
}

/** @param bytes as far as they were counted, such as "300000" or "more than 262144" */
export function answerTooLarge(bytes: string): KwatchmanError {
  return new KwatchmanError(
    "KW_RESULT_TOO_LARGE",
    `Expected the result to have at most ${maxAnswerBytes} bytes, got ${bytes}`,
    { mend: "Answer with a patch of what changes, not with whole manifests." },
  );
}
