import { limits } from "../limits.ts";
import { currentCall, type LiveCall } from "./calls.ts";
import { describeError, isError } from "./errors.ts";
import { ask } from "./host.ts";
import { isArray, join, textOf, plain, slice, stringify } from "./intrinsics.ts";

type Level = "debug" | "info" | "warn" | "error";

/** Keeps a line until the call next leaves the isolate: a flood of lines never crosses its border. */
function writeLine(level: Level, message: string, fields: string | undefined): void {
  const call = currentCall();
  if (call === undefined) return;
  const line = stringify(
    plain({ level, message: cut(message), fields: fields === undefined ? undefined : cutFields(fields) }),
  );
  if (call.logged + line.length > limits.logLength) {
    call.dropped += 1;
    return;
  }
  call.logged += line.length;
  call.lines[call.lines.length] = line;
}

/** Hands on what the call has written so far. */
export function flushLog(call: LiveCall): void {
  const { lines } = call;
  if (lines.length === 0) return;
  call.lines = [];
  ask({ type: "log", lines: `[${join(lines, ",")}]` });
}

/** Says, when the call ends, how many lines were too much. */
export function endLog(call: LiveCall): void {
  if (call.dropped > 0) {
    const fields = stringify(plain({ dropped: call.dropped }));
    call.lines[call.lines.length] = stringify(plain({ level: "warn", message: "wrote too many lines", fields }));
  }
  flushLog(call);
}

/** `context.log`: a constant message, and what varies as fields. */
export const log = {
  debug: (message: unknown, fields?: unknown): void => writeLine("debug", written(message), fieldsOf(fields)),
  info: (message: unknown, fields?: unknown): void => writeLine("info", written(message), fieldsOf(fields)),
  warn: (message: unknown, fields?: unknown): void => writeLine("warn", written(message), fieldsOf(fields)),
  error: (message: unknown, fields?: unknown): void => writeLine("error", written(message), fieldsOf(fields)),
};

/** `console`: whatever it is given, in one line. */
export const guestConsole = {
  trace: (...values: unknown[]): void => writeLine("debug", allWritten(values), undefined),
  debug: (...values: unknown[]): void => writeLine("debug", allWritten(values), undefined),
  log: (...values: unknown[]): void => writeLine("info", allWritten(values), undefined),
  info: (...values: unknown[]): void => writeLine("info", allWritten(values), undefined),
  warn: (...values: unknown[]): void => writeLine("warn", allWritten(values), undefined),
  error: (...values: unknown[]): void => writeLine("error", allWritten(values), undefined),
};

function allWritten(values: readonly unknown[]): string {
  let text = "";
  for (let index = 0; index < values.length; index += 1) text += (index === 0 ? "" : " ") + written(values[index]);
  return text;
}

function written(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    if (isError(value)) {
      const { name, message, stack } = describeError(value);
      return stack === undefined ? `${name}: ${message}` : `${name}: ${message}\n${stack}`;
    }
    const isTable = typeof value === "object" && value !== null;
    return (isTable ? stringify(value, withErrors) : undefined) ?? textOf(value);
  } catch {
    return "(what cannot be written)";
  }
}

function fieldsOf(fields: unknown): string | undefined {
  if (typeof fields !== "object" || fields === null) return undefined;
  try {
    return stringify(isArray(fields) ? { values: fields } : fields, withErrors);
  } catch {
    return stringify(plain({ fields: "(what cannot be written)" }));
  }
}

/** An error has no members of its own that JSON would show. */
function withErrors(_key: string, value: unknown): unknown {
  return isError(value) ? plain(describeError(value)) : value;
}

function cut(text: string): string {
  return text.length <= limits.logLineLength ? text : `${slice(text, 0, limits.logLineLength)}…`;
}

function cutFields(fields: string): string {
  return fields.length <= limits.logLineLength
    ? fields
    : stringify(plain({ cut: slice(fields, 0, limits.logLineLength) }));
}
