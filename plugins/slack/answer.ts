import type { HandlerResult } from "kwatchman/sdk";

/** Slack's reasons are a word or two; a proxy's page is not worth more. */
const maxReasonLength = 200;
const maxBodyBytes = 4096;

/** What Slack's answer means: done, try again (429, 5xx), or give up (anything else). */
export async function resultOf(response: Response): Promise<HandlerResult | undefined> {
  if (response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const { status } = response;
  const reason = await reasonIn(response);
  const retryable = status === 429 || status >= 500;
  const retryAfterMs = retryable ? retryAfter(response.headers.get("retry-after")) : undefined;
  return {
    error: {
      message: `Slack answered ${status}${reason === "" ? "" : `: ${reason}`}`,
      code: String(status),
      retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}

/** The beginning of the body, as one line. */
async function reasonIn({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= maxBodyBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, maxBodyBytes).toString("utf8");
  const line = text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  return line.slice(0, maxReasonLength).toWellFormed();
}

/** Retry-After in milliseconds: seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
