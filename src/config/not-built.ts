import type { Problem } from "../errors/problems.ts";
import { type KeyPath, valueAt, writeKeyPath } from "./document/key-path.ts";
import type { Document } from "./document/document.ts";

/** A key, or one value of it, that is accepted and not yet acted on. */
interface NotBuilt {
  readonly key: string;
  /** Left out: any value. */
  readonly values?: readonly string[];
}

/** What this version does not do yet, by where it stands. Building it takes its line away. */
export const notBuilt = {
  config: [{ key: "dropInDir" }],
  handler: [{ key: "onBreak" }, { key: "runtime", values: ["webhook", "exec"] }],
  handlerWithoutRuntime: [
    { key: "url" },
    { key: "secret" },
    { key: "headers" },
    { key: "allowPrivate" },
    { key: "command" },
    { key: "mode" },
  ],
  manifest: [{ key: "runtime", values: ["isolate", "webhook", "exec"] }],
} as const satisfies Record<string, readonly NotBuilt[]>;

/** Refuses by name what stands in the given part of a document and is not built yet. */
export function notBuiltProblems(document: Document, part: keyof typeof notBuilt, at: KeyPath = []): Problem[] {
  const entries: readonly NotBuilt[] = notBuilt[part];
  return entries.flatMap(({ key, values }) => {
    const path = [...at, ...key.split(".")];
    const value = valueAt(document.tree, path);
    if (value === undefined || (values !== undefined && !values.some((one) => one === value))) return [];
    const what = `\`${writeKeyPath(path)}\`${values === undefined ? "" : ` = ${JSON.stringify(value)}`}`;
    return [
      { code: "KW_NOT_BUILT", message: `${what} is not built yet, in ${document.locate(path)}`, mend: "Leave it out." },
    ];
  });
}
