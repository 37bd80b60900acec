import { isTable } from "../document/plain-tree.ts";
import { type ObjectWords, tables } from "./object-words.ts";

export interface ValueInWordsOptions {
  /** Whether it may not be shown. @default false */
  readonly isSecret?: boolean;
  /** @default those of a configuration */
  readonly words?: ObjectWords;
}

/** A value as a message tells it, after "got": with its type, cut where it is long. */
export function valueInWords(value: unknown, { isSecret = false, words = tables }: ValueInWordsOptions = {}): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isTable(value)) return words.one;
  if (isSecret) return `a secret (${typeof value})`;
  if (value === null) return "null";
  return `\`${written(value)}\` (${typeof value})`;
}

/** JSON has no word for NaN and the infinities, nor for functions and the like, which a module may hand over. */
function written(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(cut(value)) : cut(String(value));
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
