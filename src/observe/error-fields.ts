import { KwatchmanError } from "../errors/kwatchman-error.ts";

/** A chain of causes longer than this is a circle. */
const maxCauses = 10;

/**
 * An error as a line shows it: what it says, its code, what caused it; its stack where `withStack` asks for it. Never
 * throws, whatever the error's members do when they are read.
 */
export function errorFields(error: Error, withStack: boolean, depth = 0): Readonly<Record<string, unknown>> {
  try {
    return readError(error, withStack, depth);
  } catch {
    return { name: "Error", message: unreadable };
  }
}

const unreadable = "something that cannot be read";

function readError(error: Error, withStack: boolean, depth: number): Readonly<Record<string, unknown>> {
  const { name, message, stack, cause } = error;
  // Whoever wraps an error in its own words tells nothing new but perhaps a code.
  if (depth < maxCauses && isErrorThatSays(message, cause)) {
    return { ...errorFields(cause, withStack, depth + 1), ...codeOf(error) };
  }
  return {
    ...(error instanceof KwatchmanError ? { ...error.fields, mend: error.mend } : {}),
    name,
    message,
    ...codeOf(error),
    ...(withStack ? { stack } : {}),
    ...(error instanceof AggregateError && depth < maxCauses
      ? { errors: error.errors.map((one) => causeFields(one, withStack, depth)) }
      : {}),
    ...(cause === undefined || depth >= maxCauses ? {} : { cause: causeFields(cause, withStack, depth) }),
  };
}

function causeFields(cause: unknown, withStack: boolean, depth: number): unknown {
  try {
    return cause instanceof Error ? errorFields(cause, withStack, depth + 1) : String(cause);
  } catch {
    return unreadable;
  }
}

function isErrorThatSays(message: string, cause: unknown): cause is Error {
  try {
    return cause instanceof Error && cause.message === message;
  } catch {
    return false;
  }
}

function codeOf(error: Error): { readonly code?: unknown } {
  return "code" in error && error.code !== undefined ? { code: error.code } : {};
}
