import { readFileSync } from "node:fs";
import type { Program } from "../../sandbox/program.ts";
import { stripTypes } from "./strip-types.ts";

/** What runs in the sandbox, and inside each of its isolates. Here alone is said where they lie. */
const entry = new URL("../../sandbox/main.ts", import.meta.url);
const guest = new URL("../../sandbox/guest/main.ts", import.meta.url);

let program: Program | undefined;

/**
 * Reads both, with all that they import, and strips their types: the sandbox may not read files, and cannot strip types,
 * which takes WebAssembly.
 */
export function readProgram(): Program {
  if (program !== undefined) return program;
  const sources: Record<string, string> = {};
  for (const { href } of [entry, guest]) readModule(href, sources);
  program = { entry: entry.href, guest: guest.href, sources };
  return program;
}

function readModule(href: string, sources: Record<string, string>): void {
  if (sources[href] !== undefined) return;
  const text = readFileSync(new URL(href), "utf8");
  const source = href.endsWith(".ts") ? stripTypes(text) : text;
  sources[href] = source;
  for (const [, specifier = ""] of source.matchAll(/\bfrom "(\.{1,2}\/[^"]+)"/g)) {
    readModule(new URL(specifier, href).href, sources);
  }
}
