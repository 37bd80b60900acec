import { parse, TomlError } from "smol-toml";
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { type KeyPath, writeKeyPath } from "./key-path.ts";
import { DocumentSyntaxError, type Syntax } from "./syntax.ts";

export const tomlSyntax: Syntax = {
  name: "TOML",
  parse(text) {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [message = ""] = error.message.replace("Invalid TOML document: ", "").split("\n");
      throw new DocumentSyntaxError(message, error.line, error.column);
    }
  },
  lines(text) {
    const lines = new Map<string, number>();
    for (const node of topLevelNodes(text)) {
      if (node.type === "TOMLTable") {
        // A header stands for the tables around its own too, unless they have one.
        for (const length of node.resolvedKey.keys()) addLine(lines, node.resolvedKey.slice(0, length + 1), node);
        for (const entry of node.body) addEntry(lines, node.resolvedKey, entry);
      } else {
        addEntry(lines, [], node);
      }
    }
    return lines;
  },
};

/** The two parsers disagree about a few texts (2021-02-30 is a date to one): then keys have no lines. */
function topLevelNodes(text: string): AST.TOMLTopLevelTable["body"] {
  try {
    return parseTOML(text, { tomlVersion: "next" }).body[0].body;
  } catch (error) {
    if (error instanceof ParseError) return [];
    throw error;
  }
}

function addEntry(lines: Map<string, number>, table: KeyPath, entry: AST.TOMLKeyValue): void {
  const path = [...table];
  for (const key of entry.key.keys) {
    path.push(key.type === "TOMLBare" ? key.name : key.value);
    addLine(lines, path, key);
  }
  addContent(lines, path, entry.value);
}

function addContent(lines: Map<string, number>, path: KeyPath, node: AST.TOMLContentNode): void {
  if (node.type === "TOMLInlineTable") for (const entry of node.body) addEntry(lines, path, entry);
  if (node.type !== "TOMLArray") return;
  for (const [index, element] of node.elements.entries()) {
    addLine(lines, [...path, index], element);
    addContent(lines, [...path, index], element);
  }
}

function addLine(lines: Map<string, number>, path: KeyPath, node: AST.TOMLNode): void {
  const written = writeKeyPath(path);
  if (!lines.has(written)) lines.set(written, node.loc.start.line);
}
