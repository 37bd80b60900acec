import { configCodes } from "../../config/config-codes.ts";
import { readDocument } from "../../config/document/document.ts";
import type { Table } from "../../config/document/plain-tree.ts";
import type { GivenSettings } from "../../plugin/read-plugin.ts";

/** What a plugin is given on the command line. */
export interface SettingsFlags {
  /** Files, and keys with their values. */
  readonly settings: readonly string[];
}

/** Reads what the flags say, later ones winning over earlier ones. Throws ProblemsError for a file that cannot be read. */
export async function readSettings({ settings }: SettingsFlags): Promise<GivenSettings> {
  const tree: Table = {};
  let where: Omit<GivenSettings, "tree"> = { file: "--settings" };
  for (const one of settings) {
    const [, key, value = ""] = /^([A-Za-z][\w-]*)=(.*)$/s.exec(one) ?? [];
    if (key !== undefined) {
      tree[key] = valueOf(value);
      continue;
    }
    const document = await readDocument(one, configCodes);
    Object.assign(tree, document.tree);
    where = { file: one, lineOf: document.lineOf };
  }
  return { ...where, tree };
}

/** JSON, or else the text itself: `--settings team=a` needs no quotes. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
