import { KwatchmanError } from "../../errors/kwatchman-error.ts";

/** Why a request got no answer; the URL's path and query are not told: they may hold secrets. */
export function outgoingFailure(cause: unknown, { origin }: URL): KwatchmanError {
  if (cause instanceof KwatchmanError) return cause;
  return new KwatchmanError("KW_OUTGOING_FAILED", `Expected ${origin} to answer: ${detailOf(cause)}`, { cause });
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses were tried, each has its own error.
  if (error instanceof AggregateError && error.message === "") return error.errors.map(detailOf).join("; ");
  return error.message;
}
