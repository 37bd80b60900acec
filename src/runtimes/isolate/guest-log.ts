import type { Logger } from "../../../sdk/index.ts";
import type { LogLine } from "../../sandbox/protocol.ts";

/** Writes what a plugin said in its isolate. */
export function writeLines(log: Logger | undefined, lines: readonly LogLine[]): void {
  for (const { level, message, fields } of lines) log?.[level](message, tableOf(fields));
}

function tableOf(fields: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (fields === undefined) return undefined;
  try {
    const value = JSON.parse(fields) as unknown;
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // An isolate may say anything.
  }
  return { fields };
}
