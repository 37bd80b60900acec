import { ProblemsError } from "../../errors/problems.ts";
import { emptyProblems } from "../checks/cross-checks.ts";
import type { Config } from "../config.ts";
import { normaliseResource } from "../normalise/normalise-config.ts";
import { normaliseStore } from "../normalise/normalise-store.ts";
import { type ConfigOverrides, overrideProblems } from "../overrides.ts";
import { readParts } from "./read-parts.ts";

/** Reads what a configuration watches, and what it keeps of it. Throws ProblemsError. */
export async function readWatchedConfig(
  file: string,
  overrides: ConfigOverrides,
  env: NodeJS.ProcessEnv,
): Promise<Pick<Config, "file" | "resources" | "store" | "locate">> {
  const { document, parts, problems } = await readParts(file, ["resource", "store"], env);
  const wrong = [...problems, ...emptyProblems(document, ["resource"]), ...overrideProblems(overrides)];
  if (wrong.length > 0) throw new ProblemsError(wrong);
  return {
    file,
    resources: parts.resource.map((entry) => normaliseResource(entry, overrides)),
    store: normaliseStore(parts.store, file, env),
    locate: document.locate,
  };
}
