import type { Paint } from "./paint.ts";

/** An error's code and message, those of its causes, and its stack if the line has it. */
export function errorLines(error: unknown, paint: Paint, label = ""): string[] {
  if (error === undefined) return [];
  const { name, code = name, message, mend, stack, cause, errors } = membersOf(error);
  const what = `${label}${String(code)}: ${String(message)}`;
  return [
    ...what.split("\n").map((line) => paint(line, "red")),
    ...(typeof mend === "string" ? [paint(mend)] : []),
    ...(typeof stack === "string" ? frames(stack).map((line) => paint(line, "dim")) : []),
    ...(Array.isArray(errors) ? errors.flatMap((one) => errorLines(one, paint, "one of them ")) : []),
    ...errorLines(cause, paint, "caused by "),
  ];
}

/** Anything may be given as an error, or have been thrown. */
function membersOf(error: unknown): Readonly<Record<string, unknown>> {
  if (typeof error === "object" && error !== null && "message" in error) return { name: "Error", ...error };
  return { name: "error", message: typeof error === "string" ? error : JSON.stringify(error) };
}

/** The stack without the message, which has been shown. */
function frames(stack: string): string[] {
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}
