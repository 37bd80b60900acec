import { STATUS_CODES } from "node:http";
import { answerTooLarge, maxAnswerBytes, readAnswerText } from "../answer-text.ts";
import type { OutgoingResponse } from "../outgoing.ts";
import { excerptOf } from "./excerpt.ts";
import { readRetryAfter } from "./retry-after.ts";
import { readToldError } from "./told-error.ts";
import { WebhookFailure } from "./webhook-failure.ts";

/** Those of 4xx that may pass; all of 5xx may. */
const passing: ReadonlySet<number> = new Set([408, 409, 425, 429]);
/** The receiver wants no events any more, whatever else it says. */
export const gone = 410;

/** Who answered, and when. */
export interface Answerer {
  readonly url: URL;
  /** What it knows and may repeat, and must not be shown. */
  readonly hidden: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What a receiver answered: the result, or nothing. Throws WebhookFailure for a status that is not 2xx, and
 * KW_RESULT_TOO_LARGE or KW_RESULT_INVALID for a result that is none.
 */
export function readAnswer(response: OutgoingResponse, answerer: Answerer): unknown {
  const { status, headers, body, isCut } = response;
  if (status < 200 || status > 299) throw failureOf(response, answerer);
  if (!isJsonType(headers["content-type"])) return undefined;
  if (isCut) throw answerTooLarge(`more than ${maxAnswerBytes}`);
  const text = new TextDecoder().decode(body);
  return text.trim() === "" ? undefined : readAnswerText(text);
}

/** The status decides whether to try again and when, unless the receiver says so itself. */
function failureOf({ status, headers, body }: OutgoingResponse, { url, hidden, now }: Answerer): WebhookFailure {
  const told = isJsonType(headers["content-type"]) ? readToldError(body) : {};
  const said = excerptOf(told.message ?? new TextDecoder().decode(body), hidden);
  const answered = `Expected ${url.origin} to answer 2xx, it answered ${status} (${STATUS_CODES[status] ?? "unknown"})`;
  return new WebhookFailure(said === "" ? answered : `${answered}: ${said}`, {
    status,
    retryable: status !== gone && (told.retryable ?? (passing.has(status) || status >= 500)),
    retryAfterMs: told.retryAfterMs ?? readRetryAfter(headers["retry-after"], now),
  });
}

function isJsonType(type: string | undefined): boolean {
  return type !== undefined && /^[^;]*[/+]json\s*(?:;|$)/i.test(type);
}
