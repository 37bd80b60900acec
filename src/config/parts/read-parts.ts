import { ConfigSchema, type ConfigFile } from "../../../sdk/config-schema.ts";
import type { Problem } from "../../errors/problems.ts";
import { configCodes } from "../config-codes.ts";
import { readDocument } from "../document/document.ts";
import { type ResolvedDocument, resolveReferences } from "../document/references.ts";
import { checkAgainst } from "../schema/check-against.ts";

/** Some keys of a configuration. */
export interface ConfigParts<Key extends keyof ConfigFile> {
  readonly document: ResolvedDocument;
  /** Complete (defaults filled in) if there are no problems. */
  readonly parts: Pick<ConfigFile, Key>;
  readonly problems: readonly Problem[];
}

/**
 * Reads some keys of a configuration and nothing else of it: whoever needs no more need not have the secrets and plugins
 * of the host. Throws ProblemsError only for a file that cannot be read at all.
 */
export async function readParts<Key extends keyof ConfigFile>(
  file: string,
  keys: readonly Key[],
  env: NodeJS.ProcessEnv,
): Promise<ConfigParts<Key>> {
  const read = await readDocument(file, configCodes);
  const present = keys.filter((key) => read.tree[key] !== undefined);
  const tree = Object.fromEntries(present.map((key) => [key, read.tree[key]]));
  const { document, problems } = resolveReferences({ ...read, tree }, env);
  const properties = Object.fromEntries(keys.map((key) => [key, ConfigSchema.properties[key]]));
  const schema = { ...ConfigSchema, required: [], properties };
  const wrong = checkAgainst(schema, document.tree, { document, at: [], ...configCodes });
  const parts = document.tree as unknown as Pick<ConfigFile, Key>;
  return { document, parts, problems: [...problems, ...wrong.problems] };
}
