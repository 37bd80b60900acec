import { readFileSync } from "node:fs";
import { extname } from "node:path";
import type { ErrorCode } from "../../errors/catalogue.ts";
import { ProblemsError } from "../../errors/problems.ts";
import { type KeyPath, writeKeyPath } from "./key-path.ts";
import { isTable, plainTree, type Table, unsafeKeys } from "./plain-tree.ts";
import { problemAt } from "./problem-at.ts";
import { DocumentSyntaxError, type Syntax } from "./syntax.ts";
import { tomlSyntax } from "./toml.ts";

/** A file as its user wrote it, parsed and not yet judged. */
export interface Document {
  /** As the user named it. */
  readonly file: string;
  /** Plain JSON, whatever the file's language. */
  readonly tree: Table;
  /** The line of a key's path; the nearest table's if the key has none; undefined if that has none either. */
  readonly lineOf: (path: KeyPath) => number | undefined;
  /** The same with the file: "config.toml:14", or the file alone. */
  readonly locate: (path: KeyPath) => string;
}

/** The codes that a kind of document's mistakes have. */
export interface DocumentCodes {
  readonly notFound: ErrorCode;
  /** How to name another file. */
  readonly notFoundMend?: string;
  readonly syntax: ErrorCode;
  readonly invalid: ErrorCode;
  readonly unknownKey: ErrorCode;
}

/**
 * Reads a file in the language that its ending says: .toml, .yaml, .yml or .json.
 * Throws ProblemsError: not readable, not valid in its language, not a table.
 */
export async function readDocument(file: string, codes: DocumentCodes): Promise<Document> {
  return parseDocument(file, await syntaxOf(file, codes), codes);
}

/** Reads a TOML file; throws as `readDocument` does. */
export function readTomlDocument(file: string, codes: DocumentCodes): Document {
  return parseDocument(file, tomlSyntax, codes);
}

/** YAML's parser is loaded only when a file needs it. */
async function syntaxOf(file: string, codes: DocumentCodes): Promise<Syntax> {
  const ending = extname(file).toLowerCase();
  if (ending === ".toml") return tomlSyntax;
  if (ending === ".json") return (await import("./json.ts")).jsonSyntax;
  if (ending === ".yaml" || ending === ".yml") return (await import("./yaml.ts")).yamlSyntax;
  const message = `Expected the file's name to end in .toml, .yaml, .yml or .json, got \`${file}\``;
  throw new ProblemsError([{ code: codes.invalid, message }]);
}

function parseDocument(file: string, syntax: Syntax, codes: DocumentCodes): Document {
  const text = readText(file, codes);
  const tree = plainTree(parseText(file, text, syntax, codes)) ?? {};
  if (!isTable(tree)) {
    const message = `Expected keys and values at the top of the file, got ${Array.isArray(tree) ? "a list" : "one value"} in ${file}:1`;
    throw new ProblemsError([{ code: codes.invalid, message }]);
  }
  const lineOf = lineFinder(text, syntax);
  const locate = (path: KeyPath): string => {
    const line = lineOf(path);
    return line === undefined ? file : `${file}:${line}`;
  };
  const document = { file, tree, lineOf, locate };
  const unsafe = unsafeKeys(tree);
  if (unsafe.length > 0) {
    const says = (path: KeyPath): string => `Expected a key that can be used, got \`${writeKeyPath(path)}\``;
    throw new ProblemsError(
      unsafe.map((path) => problemAt(document, path, { code: codes.unknownKey, says: says(path) })),
    );
  }
  return document;
}

function readText(file: string, codes: DocumentCodes): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const message = `Expected \`${file}\` to be a file that can be read, ${whyNot(error)}`;
    throw new ProblemsError([{ code: codes.notFound, message, mend: codes.notFoundMend }]);
  }
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "found nothing there";
  if (code === "EISDIR") return "found a folder";
  return `got ${error instanceof Error ? error.message : String(error)}`;
}

function parseText(file: string, text: string, syntax: Syntax, codes: DocumentCodes): unknown {
  try {
    return syntax.parse(text);
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { message: what, line, column } = error;
    const found = withoutValue((text.split("\n")[line - 1] ?? "").trim()).slice(0, 80);
    const message = `Expected valid ${syntax.name}, got \`${found}\` (${what}, column ${column}) in ${file}:${line}`;
    throw new ProblemsError([{ code: codes.syntax, message }]);
  }
}

/** The key is enough to find the place; the value may be a secret. */
function withoutValue(line: string): string {
  return line.replace(/^([^=:]*[=:]\s*).+/, "$1…");
}

/** The syntax tree is read when the first place is asked for. */
function lineFinder(text: string, syntax: Syntax): Document["lineOf"] {
  let lines: ReadonlyMap<string, number> | undefined;
  return (path) => {
    lines ??= syntax.lines(text);
    for (let length = path.length; length > 0; length -= 1) {
      const line = lines.get(writeKeyPath(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  };
}
