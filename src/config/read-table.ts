import { ConfigSchema, type ConfigFile } from "../../sdk/config-schema.ts";
import { ProblemsError } from "../errors/problems.ts";
import { configCodes } from "./config-codes.ts";
import { readDocument } from "./document/document.ts";
import { resolveReferences } from "./document/references.ts";
import { checkAgainst } from "./schema/check-against.ts";

/**
 * Reads one table of a configuration, its defaults filled in, and nothing else: who needs just that need not have the
 * secrets and plugins of the host. Throws ProblemsError.
 */
export async function readTable<Name extends "store" | "http">(
  name: Name,
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<ConfigFile[Name]> {
  const read = await readDocument(file, configCodes);
  const table = read.tree[name];
  const { document, problems } = resolveReferences(
    { ...read, tree: table === undefined ? {} : { [name]: table } },
    env,
  );
  const schema = { ...ConfigSchema, properties: { [name]: ConfigSchema.properties[name] }, additionalProperties: true };
  const wrong = checkAgainst(schema, document.tree, { document, at: [], ...configCodes });
  if (problems.length + wrong.problems.length > 0) throw new ProblemsError([...problems, ...wrong.problems]);
  return (document.tree as unknown as ConfigFile)[name];
}
