import type { GuestError, LogLine } from "./protocol.ts";

/** What came out of an isolate, taken for what it should be or for nothing: it may be anything. */
export type Table = Readonly<Record<string, unknown>>;

export function tableOf(text: unknown): Table | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isTable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function guestErrorOf(text: unknown): GuestError {
  const { name, message, code, retryable, retryAfterMs, stack } = tableOf(text) ?? {};
  return {
    name: stringOf(name),
    message: stringOf(message),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof retryable === "boolean" ? { retryable } : {}),
    ...(typeof retryAfterMs === "number" ? { retryAfterMs } : {}),
    ...(typeof stack === "string" ? { stack } : {}),
  };
}

const levels: ReadonlySet<unknown> = new Set(["debug", "info", "warn", "error"]);

export function logLinesOf(text: unknown): LogLine[] {
  const { lines } = tableOf(`{"lines":${stringOf(text)}}`) ?? {};
  if (!Array.isArray(lines)) return [];
  return lines.filter(isTable).flatMap(({ level, message, fields }) => {
    if (!levels.has(level) || typeof message !== "string") return [];
    return [{ level, message, ...(typeof fields === "string" ? { fields } : {}) } as LogLine];
  });
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
