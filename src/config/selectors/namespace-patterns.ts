import picomatch from "picomatch";
import type { NamespacePatterns } from "../config.ts";

const name = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const glob = /^[a-z0-9*?[\]{},!-]+$/;
/** `[!b]` is any character but b. */
const asInShells = { posix: true };
const globSigns = /[*?[\]{}]/;

/** Whether it can stand in a list of namespaces: a namespace's name or a glob, with "!" before it or not. */
export function isNamespacePattern(text: string): boolean {
  const pattern = text.startsWith("!") ? text.slice(1) : text;
  if (!globSigns.test(pattern)) return pattern.length <= 63 && name.test(pattern);
  return glob.test(pattern) && !pattern.startsWith("!") && isCompleteGlob(pattern);
}

/** Joins names, globs and "!" exclusions, whatever their order; only exclusions: all but these. Empty: every namespace. */
export function namespacePatterns(written: readonly string[]): NamespacePatterns {
  const included = written.filter((pattern) => !pattern.startsWith("!"));
  const excluded = written.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const isIncluded = included.length === 0 ? () => true : picomatch(included, asInShells);
  const isExcluded = picomatch(excluded, asInShells);
  const matches = (namespace: string): boolean => isIncluded(namespace) && !isExcluded(namespace);
  const isPlain = included.length > 0 && !included.some((pattern) => globSigns.test(pattern));
  return Object.freeze({
    written: Object.freeze([...written]),
    names: isPlain ? Object.freeze([...new Set(included)].filter(matches)) : undefined,
    matches,
  });
}

/** Brackets and braces that are opened and not closed would be taken as they stand. */
function isCompleteGlob(pattern: string): boolean {
  const withoutGroups = pattern.replaceAll(/\[!?[a-z0-9-]+\]/g, "").replaceAll(/\{[a-z0-9*?,-]+\}/g, "");
  return !/[[\]{}!,]/.test(withoutGroups);
}
