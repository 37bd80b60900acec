import type { IncomingMessage } from "node:http";
import { RequestError, SILENCE } from "./request-error.ts";

/** Reads a whole answer's text; gives up after so many milliseconds. */
export async function readText(response: IncomingMessage, patienceMs: number): Promise<string> {
  const seconds = patienceMs / 1000;
  const timer = setTimeout(() => {
    response.destroy(new RequestError(`the answer was not complete within ${seconds} s`, { reason: SILENCE }));
  }, patienceMs);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Reads a whole answer as JSON. */
export async function readJson(response: IncomingMessage, patienceMs: number): Promise<unknown> {
  const text = await readText(response, patienceMs);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(`expected JSON, got ${JSON.stringify(text.slice(0, 80))}`, {
      code: "KW_API_FAILED",
      cause: error,
    });
  }
}
