import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Problem } from "../../errors/problems.ts";
import type { Document } from "./document.ts";
import { type KeyPath, writeKeyPath } from "./key-path.ts";
import { isTable, type Table } from "./plain-tree.ts";
import { problemAt } from "./problem-at.ts";

/** `{ env = "NAME" }` or `{ file = "path" }`: a string that stands elsewhere. */
interface Reference {
  readonly from: "env" | "file";
  readonly name: string;
}

/** A document with its references resolved. */
export interface ResolvedDocument extends Document {
  /** Where a value came from, by written key path, such as "environment variable TOKEN": said instead of the value. */
  readonly origins: ReadonlyMap<string, string>;
  /** The written key paths of references that lead nowhere. */
  readonly missing: ReadonlySet<string>;
  /** The values themselves, for the log to mask. */
  readonly secrets: readonly string[];
  /** The files that values came from, or should have, absolute. */
  readonly referredFiles: readonly string[];
}

/** A document in which nothing stands elsewhere. */
export function withoutReferences(document: Document): ResolvedDocument {
  return { ...document, origins: new Map(), missing: new Set(), secrets: [], referredFiles: [] };
}

/** Puts the values of environment variables and files (relative to the document) where `{ env }` and `{ file }` stand. */
export function resolveReferences(
  document: Document,
  env: NodeJS.ProcessEnv,
): { document: ResolvedDocument; problems: Problem[] } {
  const problems: Problem[] = [];
  const origins = new Map<string, string>();
  const missing = new Set<string>();
  const secrets: string[] = [];
  const referredFiles: string[] = [];
  const tree = resolveValue(document.tree, []) as Table;
  return { document: { ...document, tree, origins, missing, secrets, referredFiles }, problems };

  function resolveValue(value: unknown, path: KeyPath): unknown {
    if (Array.isArray(value)) return value.map((item, index) => resolveValue(item, [...path, index]));
    if (!isTable(value)) return value;
    const reference = asReference(value);
    if (reference !== undefined) return resolveReference(reference, value, path);
    const table: Table = Object.create(null);
    for (const [key, member] of Object.entries(value)) table[key] = resolveValue(member, [...path, key]);
    return table;
  }

  function resolveReference({ from, name }: Reference, written: Table, path: KeyPath): unknown {
    const found = from === "env" ? readVariable(env, name) : readReferredFile(document, name);
    const key = writeKeyPath(path);
    if (from === "file") referredFiles.push(resolve(dirname(document.file), name));
    if (found.value === undefined) {
      missing.add(key);
      const says = `Expected \`${key}\` to come from ${found.origin}, which ${found.failure},`;
      problems.push(problemAt(document, path, { code: "KW_CONFIG_SECRET_MISSING", says }));
      return written;
    }
    origins.set(key, found.origin);
    if (found.value !== "") secrets.push(found.value);
    return found.value;
  }
}

interface Found {
  readonly origin: string;
  readonly value?: string;
  /** Why there is no value. */
  readonly failure?: string;
}

function asReference(table: Table): Reference | undefined {
  const [entry, ...others] = Object.entries(table);
  if (entry === undefined || others.length > 0) return undefined;
  const [from, name] = entry;
  if ((from !== "env" && from !== "file") || typeof name !== "string") return undefined;
  return { from, name };
}

function readVariable(env: NodeJS.ProcessEnv, name: string): Found {
  const origin = `environment variable ${name}`;
  const value = env[name];
  return value === undefined ? { origin, failure: "is not set" } : { origin, value };
}

/** A newline that ends the file is not part of the value. */
function readReferredFile(document: Document, name: string): Found {
  const origin = `file ${name}`;
  try {
    return { origin, value: readFileSync(resolve(dirname(document.file), name), "utf8").replace(/\r?\n$/, "") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    return { origin, failure: `cannot be read (${code})` };
  }
}
