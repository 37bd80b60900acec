import type { Readable } from "node:stream";

/** Reads a body to its end, or to the limit: then what goes beyond it is not waited for. */
export async function readBody(
  body: Readable,
  maxBytes: number,
): Promise<{ readonly body: Uint8Array; readonly isCut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  const read = Buffer.concat(chunks);
  return { body: read.subarray(0, maxBytes), isCut: length > maxBytes };
}
