import { KwatchmanError } from "../errors/kwatchman-error.ts";
import type { Config } from "./config.ts";

/** A mistake in a resource that only the cluster could tell, with the place where the resource stands. */
export function atResource(error: KwatchmanError, { locate }: Pick<Config, "locate">, index: number): KwatchmanError {
  const key = error.code === "KW_SELECTOR_REFUSED" ? [] : ["kind"];
  const place = locate(["resource", index, ...key]);
  return new KwatchmanError(error.code, `\`resource[${index}]\` in ${place}: ${error.message}`, {
    cause: error,
    ...(error.mend !== undefined && { mend: error.mend }),
  });
}
