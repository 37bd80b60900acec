import { ProblemsError } from "../../errors/problems.ts";
import type { StoreConfig } from "../config.ts";
import { normaliseStore } from "../normalise/normalise-store.ts";
import { readParts } from "./read-parts.ts";

/** Reads where a configuration keeps its store. Throws ProblemsError. */
export async function readStoreConfig(file: string, env: NodeJS.ProcessEnv): Promise<StoreConfig> {
  const { parts, problems } = await readParts(file, ["store"], env);
  if (problems.length > 0) throw new ProblemsError(problems);
  return normaliseStore(parts.store, file, env);
}
