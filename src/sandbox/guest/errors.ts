import { limits } from "../limits.ts";
import type { GuestError } from "../protocol.ts";
import { hasOwn, includes, isFiniteNumber, OwnError, textOf, slice, split } from "./intrinsics.ts";

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** What was thrown, in words: anything can be, and its members may be of any type, or throw when they are read. */
export function describeError(error: unknown): GuestError {
  try {
    return typeof error === "object" && error !== null
      ? describeObject(error)
      : { name: "Error", message: textOf(error) };
  } catch {
    return { name: "Error", message: "It threw something that cannot be read" };
  }
}

export function isError(value: unknown): value is Error {
  return value instanceof OwnError;
}

function describeObject(error: object): GuestError {
  const { name, message, code, retryable, retryAfterMs, stack } = error as Record<string, unknown>;
  const told: Mutable<GuestError> = {
    name: typeof name === "string" ? cut(name) : "Error",
    message: typeof message === "string" ? cut(message) : "It threw something that is not an error",
  };
  if (typeof code === "string" || typeof code === "number") told.code = cut(`${code}`);
  if (typeof retryable === "boolean") told.retryable = retryable;
  if (typeof retryAfterMs === "number" && isFiniteNumber(retryAfterMs)) told.retryAfterMs = retryAfterMs;
  const lines = typeof stack === "string" ? ownLines(stack) : "";
  if (lines !== "") told.stack = lines;
  return told;
}

/** The stack's lines that lie in the plugin's own files. */
function ownLines(stack: string): string {
  const lines = split(cut(stack), "\n");
  let own = "";
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const isOwn =
      hasOwn(lines, index) &&
      includes(line, "    at ") &&
      !includes(line, "kwatchman:") &&
      !includes(line, "isolated-vm");
    if (isOwn) own += (own === "" ? "" : "\n") + line;
  }
  return own;
}

function cut(text: string): string {
  return text.length <= limits.errorLength ? text : `${slice(text, 0, limits.errorLength)}…`;
}
