import { parseDocument } from "yaml";
import { DocumentSyntaxError, lineAndColumn, type Syntax } from "./syntax.ts";
import { yamlLines } from "./yaml.ts";

export const jsonSyntax: Syntax = {
  name: "JSON",
  parse(text) {
    const data = parseJson(text);
    const duplicate = parseDocument(text, { prettyErrors: false }).errors.find(({ code }) => code === "DUPLICATE_KEY");
    if (duplicate !== undefined) throw syntaxError(text, "a key stands twice", duplicate.pos[0]);
    return data;
  },
  // JSON is YAML too, and YAML's parser keeps positions.
  lines: yamlLines,
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, message = "", offset] = /^(.*?)(?:, (?:\.\.\.)?"| in JSON at position (\d+)|$)/s.exec(error.message) ?? [];
    throw syntaxError(text, message, offset === undefined ? unexpectedOffset(text) : Number(offset));
  }
}

/** Where the unexpected character stands: JSON.parse does not always say, but cut before it, it misses only the end. */
function unexpectedOffset(text: string): number {
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (hasUnexpected(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

function hasUnexpected(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return error instanceof SyntaxError && error.message.startsWith("Unexpected token");
  }
}

function syntaxError(text: string, message: string, offset: number): DocumentSyntaxError {
  return new DocumentSyntaxError(message, ...lineAndColumn(text, offset));
}
