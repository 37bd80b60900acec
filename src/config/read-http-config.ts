import type { HttpConfig } from "./config.ts";
import { normaliseHttp } from "./normalise-http.ts";
import { type ConfigOverrides, overrideProblems } from "./overrides.ts";
import { ProblemsError } from "../errors/problems.ts";
import { readTable } from "./read-table.ts";

/** Reads where a host with this configuration serves its health, and nothing else of it. Throws ProblemsError. */
export async function readHttpConfig(
  file: string,
  overrides: Pick<ConfigOverrides, "httpAddress">,
  env: NodeJS.ProcessEnv,
): Promise<HttpConfig> {
  const problems = overrideProblems(overrides);
  if (problems.length > 0) throw new ProblemsError(problems);
  return normaliseHttp(await readTable("http", file, env), overrides);
}
