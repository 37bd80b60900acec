import { type Document as YamlDocument, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { type KeyPath, writeKeyPath } from "./key-path.ts";
import { DocumentSyntaxError, lineAndColumn, type Syntax } from "./syntax.ts";

export const yamlSyntax: Syntax = {
  name: "YAML",
  parse(text) {
    const document = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
    const [mistake] = [...document.errors, ...document.warnings];
    if (mistake !== undefined) throw new DocumentSyntaxError(mistake.message, ...lineAndColumn(text, mistake.pos[0]));
    return toPlainData(document);
  },
  lines: yamlLines,
};

/** The line of every key of a YAML or JSON text, by written path. */
export function yamlLines(text: string): ReadonlyMap<string, number> {
  const lineCounter = new LineCounter();
  const lines = new Map<string, number>();
  addNode(parseDocument(text, { prettyErrors: false, logLevel: "silent", lineCounter }).contents, []);
  return lines;

  function addNode(node: unknown, path: KeyPath): void {
    if (isMap(node)) {
      for (const { key, value } of node.items) addChild(key, value, [...path, String(isScalar(key) ? key.value : key)]);
    }
    if (isSeq(node)) for (const [index, item] of node.items.entries()) addChild(item, item, [...path, index]);
  }

  function addChild(place: unknown, value: unknown, path: KeyPath): void {
    const range = isScalar(place) || isMap(place) || isSeq(place) || isAlias(place) ? place.range : undefined;
    if (range) lines.set(writeKeyPath(path), lineCounter.linePos(range[0]).line);
    addNode(value, path);
  }
}

/** Aliases are replaced by what they stand for, within bounds. */
function toPlainData(document: YamlDocument): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError) throw new DocumentSyntaxError(error.message, 1, 1);
    throw error;
  }
}
