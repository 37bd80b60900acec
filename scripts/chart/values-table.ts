import { isMap, isNode, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";

/** One of the chart's values. */
interface Value {
  /** "image.tag" */
  readonly key: string;
  /** As JSON; undefined for one whose members have rows of their own. */
  readonly byDefault: string | undefined;
  readonly meaning: string;
}

/** A Markdown table of everything in values.yaml, as its comments of the form `# -- …` have it. */
export function valuesTable(text: string): string {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new TypeError("Expected values.yaml to be a map");
  const rows = valuesIn(contents, []).map(({ key, byDefault, meaning }) => {
    const shown = byDefault === undefined ? "" : `\`${byDefault}\``;
    return `| \`${key}\` | ${shown} | ${meaning.replaceAll("|", String.raw`\|`)} |`;
  });
  return ["| value | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

function valuesIn(map: YAMLMap, path: readonly string[]): Value[] {
  return map.items.flatMap((pair) => {
    const members = isMap(pair.value) && hasMeanings(pair.value) ? valuesIn(pair.value, [...path, nameOf(pair)]) : [];
    const key = [...path, nameOf(pair)].join(".");
    const meaning = meaningOf(pair, map);
    if (meaning !== undefined) {
      return [{ key, byDefault: members.length > 0 ? undefined : jsonOf(pair), meaning }, ...members];
    }
    if (members.length === 0) throw new Error(`Expected values.yaml to say what ${key} is`);
    return members;
  });
}

/** The comment before a map's first key stands before the map. */
function meaningOf(pair: Pair, map: YAMLMap): string | undefined {
  const before = isScalar(pair.key) ? pair.key.commentBefore : undefined;
  const comment = before ?? (map.items[0] === pair ? map.commentBefore : undefined);
  return /^ -- (.*)$/m.exec(comment ?? "")?.[1];
}

function hasMeanings(map: YAMLMap): boolean {
  return map.items.some((pair) => meaningOf(pair, map) !== undefined);
}

function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function jsonOf({ value }: Pair): string {
  return JSON.stringify(isNode(value) ? value.toJSON() : value);
}
