import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";

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
  return map.items.flatMap((pair, index) => {
    const name = nameOf(pair);
    const key = [...path, name].join(".");
    // The comment before a map's first key stands before the map.
    const comment = (isScalar(pair.key) ? pair.key.commentBefore : undefined) ?? (index === 0 ? map.commentBefore : "");
    const meaning = /^ -- (.*)$/m.exec(comment ?? "")?.[1];
    const members = isMap(pair.value) && hasMeanings(pair.value) ? valuesIn(pair.value, [...path, name]) : undefined;
    if (meaning === undefined && members === undefined) throw new Error(`Expected values.yaml to say what ${key} is`);
    const own = meaning === undefined ? [] : [{ key, byDefault: members ? undefined : jsonOf(pair), meaning }];
    return [...own, ...(members ?? [])];
  });
}

function hasMeanings(map: YAMLMap): boolean {
  return [map.commentBefore, ...map.items.map(({ key }) => (isScalar(key) ? key.commentBefore : undefined))].some(
    (comment) => comment?.startsWith(" -- "),
  );
}

function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function jsonOf({ value }: Pair): string {
  const plain: unknown = isScalar(value) || isMap(value) ? value.toJSON() : (value as YAMLMap).toJSON();
  return JSON.stringify(plain);
}
