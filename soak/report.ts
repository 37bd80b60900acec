import { print } from "./print.ts";

const MEGABYTE = 1024 * 1024;
const MOST_SHOWN = 20;

/** Prints what was wrong, if anything: then the command fails. */
export function printFindings(findings: readonly string[]): void {
  if (findings.length === 0) return;
  process.exitCode = 1;
  for (const finding of findings.slice(0, MOST_SHOWN)) print(`WRONG  ${finding}`);
  if (findings.length > MOST_SHOWN) print(`… and ${findings.length - MOST_SHOWN} more`);
}

/** Bytes, in words. */
export function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(0)} MB`;
}
