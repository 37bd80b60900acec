import type { ResultError } from "../../../sdk/index.ts";

/** What the body of an error's answer says of it. */
export type ToldError = Partial<Pick<ResultError, "message" | "retryable" | "retryAfterMs">>;

/** Reads `error` of a result that came with an error's status; what is not as the contract has it is passed over. */
export function readToldError(body: Uint8Array): ToldError {
  const { message, retryable, retryAfterMs } = membersOf(membersOf(parse(body))["error"]);
  return {
    ...(typeof message === "string" ? { message } : {}),
    ...(typeof retryable === "boolean" ? { retryable } : {}),
    ...(typeof retryAfterMs === "number" && retryAfterMs >= 0 ? { retryAfterMs } : {}),
  };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    // Cut, or not JSON whatever its type says: the status says enough.
    return undefined;
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
