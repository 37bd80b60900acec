import { ConfigSchema } from "../../sdk/config-schema.ts";
import { ProblemsError } from "../errors/problems.ts";
import { configCodes } from "./config-codes.ts";
import type { StoreConfig } from "./config.ts";
import { readDocument } from "./document/document.ts";
import { resolveReferences } from "./document/references.ts";
import { normaliseStore } from "./normalise-store.ts";
import { checkAgainst } from "./schema/check-against.ts";

const StoreOnly = { ...ConfigSchema, properties: { store: ConfigSchema.properties.store }, additionalProperties: true };

/**
 * Reads where a configuration keeps its store, and nothing else of it: whoever looks into a store need not have the
 * secrets and plugins of the host. Throws ProblemsError.
 */
export async function readStoreConfig(file: string, env: NodeJS.ProcessEnv): Promise<StoreConfig> {
  const read = await readDocument(file, configCodes);
  const { store } = read.tree;
  const { document, problems } = resolveReferences({ ...read, tree: store === undefined ? {} : { store } }, env);
  const wrong = checkAgainst(StoreOnly, document.tree, { document, at: [], ...configCodes });
  if (problems.length + wrong.problems.length > 0) throw new ProblemsError([...problems, ...wrong.problems]);
  const checked = document.tree as unknown as { store: Parameters<typeof normaliseStore>[0] };
  return normaliseStore(checked.store, file, env);
}
