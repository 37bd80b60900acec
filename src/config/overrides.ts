import type { Problem } from "../errors/problems.ts";
import { isNamespacePattern } from "./namespace-patterns.ts";
import { stringFormats } from "./schema/formats.ts";

/** What flags or the environment say; for resources that set none of their own. */
export interface ConfigOverrides {
  /** Names or globs, as in the configuration. */
  readonly namespaces?: readonly string[];
  readonly labelSelector?: string;
}

/** What is wrong with the overrides themselves. */
export function overrideProblems({ namespaces = [], labelSelector = "" }: ConfigOverrides): Problem[] {
  const wrongNamespaces = namespaces.filter((pattern) => !isNamespacePattern(pattern));
  const problems = wrongNamespaces.map((pattern) =>
    problem("-n/--namespace (KW_NAMESPACE)", "namespace-pattern", pattern),
  );
  if (stringFormats["label-selector"].mistake(labelSelector) === undefined) return problems;
  return [...problems, problem("-l/--label-selector (KW_LABEL_SELECTOR)", "label-selector", labelSelector)];
}

function problem(flag: string, format: "namespace-pattern" | "label-selector", value: string): Problem {
  const { expected, mistake } = stringFormats[format];
  const why = mistake(value) ?? "";
  const message = `Expected ${flag} to be ${expected}, got \`${JSON.stringify(value)}\` (string)${why && `: ${why}`}`;
  return { code: "KW_USAGE", message };
}
