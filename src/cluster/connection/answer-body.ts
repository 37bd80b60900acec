import { constants } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { describeGarbage } from "./describe-garbage.ts";
import { RequestError, SILENCE } from "./request-error.ts";

/** In bytes. No longer text can be parsed, and an answer without an end must not fill the memory. */
const LONGEST_JSON = constants.MAX_STRING_LENGTH;
/** In bytes. Why a request is refused stands at the beginning. */
const LONGEST_EXPLANATION = 64 * 1024;

/** Reads a whole answer as JSON; gives up after so many milliseconds. */
export async function readJson(response: IncomingMessage, patienceMs: number): Promise<unknown> {
  const { bytes, isWhole } = await readUpTo(LONGEST_JSON, response, patienceMs);
  if (!isWhole) throw new RequestError(`the answer is longer than ${LONGEST_JSON} bytes`, { code: "KW_API_FAILED" });
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    // Not the parser's own words: they show the text around the mistake, which may be a Secret's.
    throw new RequestError(`expected JSON, got ${describeGarbage(bytes)}`, { code: "KW_API_FAILED" });
  }
}

/** Reads what is said about a refusal; gives up after so many milliseconds. */
export async function readExplanation(response: IncomingMessage, patienceMs: number): Promise<string> {
  const { bytes } = await readUpTo(LONGEST_EXPLANATION, response, patienceMs);
  return bytes.toString("utf8");
}

async function readUpTo(
  limit: number,
  response: IncomingMessage,
  patienceMs: number,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const seconds = patienceMs / 1000;
  const timer = setTimeout(() => {
    response.destroy(new RequestError(`the answer was not complete within ${seconds} s`, { reason: SILENCE }));
  }, patienceMs);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Leaving the loop ends the connection: nothing of what is left is read.
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) break;
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return { bytes: Buffer.concat(chunks), isWhole: length <= limit };
}
