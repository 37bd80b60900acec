import type { Problem } from "../../errors/problems.ts";
import { writeKeyPath } from "../document/key-path.ts";
import { isTable, type Table } from "../document/plain-tree.ts";
import { problemAt } from "../document/problem-at.ts";
import type { ResolvedDocument } from "../document/references.ts";
import type { ConfigOverrides } from "../overrides.ts";
import { tellValue } from "../schema/schema-problems.ts";
import { parseDuration } from "../values/duration.ts";
import { ownRuntimeProblems } from "./runtime-keys.ts";

/** What no schema can say: how keys and entries go together. Takes any tree, right or wrong. */
export function crossCheck(document: ResolvedDocument, overrides: ConfigOverrides): Problem[] {
  const resources = tablesOf(document.tree["resource"]);
  const handlers = tablesOf(document.tree["handler"]);
  return [
    ...emptyProblems(document),
    ...handlers.flatMap(([entry, index]) => ownRuntimeProblems(document, entry, index)),
    ...backoffProblems(document),
    ...repeatedResources(document, resources, overrides),
    ...repeatedHandlers(document, handlers),
  ];
}

/** The entries of a list that are tables, with their places in it. */
export function tablesOf(list: unknown): [entry: Table, index: number][] {
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown, index): [unknown, number] => [entry, index]).filter(isTableEntry);
}

function isTableEntry(entry: [unknown, number]): entry is [Table, number] {
  return isTable(entry[0]);
}

/** The lists, of resources or handlers, that have no entries. */
export function emptyProblems(
  { tree, file }: ResolvedDocument,
  keys: readonly ("resource" | "handler")[] = ["resource", "handler"],
): Problem[] {
  const isEmpty = (key: string): boolean =>
    tree[key] === undefined || (Array.isArray(tree[key]) && tree[key].length === 0);
  return keys.filter(isEmpty).map((key) => ({
    code: "KW_CONFIG_EMPTY",
    message: `Expected at least one \`${key}\`, got none in ${file}`,
    place: { file, line: undefined },
    mend: key === "resource" ? firstEntry(file, key, "kind", "deployment") : firstEntry(file, key, "name", "log"),
  }));
}

/** How a list begins, in the file's own language. */
function firstEntry(file: string, list: string, key: string, value: string): string {
  if (/\.toml$/i.test(file)) return `Add [[${list}]] with ${key} = "${value}".`;
  if (/\.json$/i.test(file)) return `Add "${list}": [{ "${key}": "${value}" }].`;
  return `Add ${list}: [{ ${key}: ${value} }].`;
}

function backoffProblems(document: ResolvedDocument): Problem[] {
  const retry = isTable(document.tree["retry"]) ? document.tree["retry"] : {};
  const first = parseDuration(String(retry["backoff"]));
  const longest = parseDuration(String(retry["maxBackoff"]));
  if (first === undefined || longest === undefined || first <= longest) return [];
  const path = ["retry", "backoff"];
  const says = `Expected \`retry.backoff\` to be at most \`retry.maxBackoff\`, got ${tellValue(document, path)}`;
  return [problemAt(document, path, { code: "KW_CONFIG_INVALID", says })];
}

function repeatedResources(
  document: ResolvedDocument,
  entries: readonly [Table, number][],
  overrides: ConfigOverrides,
): Problem[] {
  return repeated(entries, (entry) => identityOfResource(entry, overrides)).map(([index, earlier]) => {
    const says = `Expected \`resource[${index}]\` to differ from \`resource[${earlier}]\`, got the same`;
    return problemAt(document, ["resource", index], { code: "KW_CONFIG_DUPLICATE", says });
  });
}

/** What makes a resource, in one case and order; two become the same when flags fill in what both leave out. */
function identityOfResource(entry: Table, { namespaces = [], labelSelector = "" }: ConfigOverrides): string {
  const own = entry["namespaces"];
  const watched: unknown = Array.isArray(own) && own.length === 0 ? namespaces : own;
  return JSON.stringify([
    typeof entry["kind"] === "string" ? entry["kind"].toLowerCase() : entry["kind"],
    entry["apiVersion"],
    Array.isArray(watched) ? watched.map(String).toSorted() : watched,
    entry["labelSelector"] === "" ? labelSelector : entry["labelSelector"],
    entry["fieldSelector"],
    entry["metadataOnly"],
  ]);
}

/** A name may stand twice only where `plugin` says that the same plugin is used again on purpose. */
function repeatedHandlers(document: ResolvedDocument, entries: readonly [Table, number][]): Problem[] {
  const named = entries.filter(([entry]) => typeof entry["name"] === "string");
  const withPlugin = new Set(named.filter(([entry]) => entry["plugin"] !== undefined).map(([, index]) => index));
  const wrong = repeated(named, (entry) => String(entry["name"])).filter(([index]) => !withPlugin.has(index));
  return wrong.map(([index, earlier]) => {
    const path = ["handler", index, "name"];
    return problemAt(document, path, {
      code: "KW_CONFIG_DUPLICATE",
      says: `Expected \`${writeKeyPath(path)}\` to differ from \`handler[${earlier}].name\`, got ${tellValue(document, path)}`,
      mend: "Give it another name, and the plugin's name as `plugin`.",
    });
  });
}

/** The places of entries that were there before, with the earlier place. */
function repeated(entries: readonly [Table, number][], identity: (entry: Table) => string): [number, number][] {
  const first = new Map<string, number>();
  const found: [number, number][] = [];
  for (const [entry, index] of entries) {
    const earlier = first.get(identity(entry));
    if (earlier === undefined) first.set(identity(entry), index);
    else found.push([index, earlier]);
  }
  return found;
}
