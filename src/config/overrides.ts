import type { Problem } from "../errors/problems.ts";
import { stringFormats } from "./schema/formats.ts";

/** What flags or the environment say, where the configuration says nothing. */
export interface ConfigOverrides {
  /** Names or globs, as in the configuration; for resources that set none of their own. */
  readonly namespaces?: readonly string[];
  /** For resources that set none of their own. */
  readonly labelSelector?: string;
  /** As `http.address`. */
  readonly httpAddress?: string;
}

/** How messages name the flag and its variable. */
export const httpAddressFlagName = "--http-address (KW_HTTP_ADDRESS)";

/** What is wrong with the overrides themselves. */
export function overrideProblems({ namespaces = [], labelSelector, httpAddress }: ConfigOverrides): Problem[] {
  return [
    ...namespaces.flatMap((pattern) => problems("-n/--namespace (KW_NAMESPACE)", "namespace-pattern", pattern)),
    ...problems("-l/--label-selector (KW_LABEL_SELECTOR)", "label-selector", labelSelector),
    ...problems(httpAddressFlagName, "listen-address", httpAddress),
  ];
}

function problems(
  flag: string,
  format: "namespace-pattern" | "label-selector" | "listen-address",
  value: string | undefined,
): Problem[] {
  const { expected, mistake } = stringFormats[format];
  const why = value === undefined ? undefined : mistake(value);
  if (why === undefined) return [];
  const message = `Expected ${flag} to be ${expected}, got \`${JSON.stringify(value)}\` (string)${why && `: ${why}`}`;
  return [{ code: "KW_USAGE", message }];
}
