import { ProblemsError } from "../../errors/problems.ts";
import type { HttpConfig } from "../config.ts";
import { normaliseHttp } from "../normalise/normalise-http.ts";
import { type ConfigOverrides, overrideProblems } from "../overrides.ts";
import { readParts } from "./read-parts.ts";

/** Reads where a host with this configuration serves its health. Throws ProblemsError. */
export async function readHttpConfig(
  file: string,
  overrides: Pick<ConfigOverrides, "httpAddress">,
  env: NodeJS.ProcessEnv,
): Promise<HttpConfig> {
  const { parts, problems } = await readParts(file, ["http"], env);
  const all = [...overrideProblems(overrides), ...problems];
  if (all.length > 0) throw new ProblemsError(all);
  return normaliseHttp(parts.http, overrides);
}
