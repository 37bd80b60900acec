import type { Manifest } from "../../../sdk/manifest.ts";
import type { Problem } from "../../errors/problems.ts";
import type { Table } from "../document/plain-tree.ts";
import { problemAt } from "../document/problem-at.ts";
import type { ResolvedDocument } from "../document/references.ts";
import { nearest } from "../schema/nearest.ts";
import { tellValue } from "../schema/schema-problems.ts";
import { hostKeys, settingsOf } from "./host-keys.ts";

type Runtime = Manifest["runtime"];

/** Keys of a handler that only some runtimes know. */
const keysOfRuntimes = ["url", "secret", "headers", "tls", "proxy", "allowPrivate", "command", "mode", "env"] as const;
type RuntimeKey = (typeof keysOfRuntimes)[number];

/** What a handler may say of a plugin's runtime. */
const knownByPlugin: Readonly<Record<Runtime, readonly RuntimeKey[]>> = {
  module: [],
  isolate: ["allowPrivate"],
  webhook: ["url", "secret", "headers", "tls", "proxy", "allowPrivate"],
  exec: ["env"],
};

/** What a handler without a plugin says itself. Its own `url` is consent enough to a private address. */
const ownRuntimes = {
  webhook: { needs: "url", knows: ["url", "secret", "headers", "tls", "proxy"] },
  exec: { needs: "command", knows: ["command", "mode", "env"] },
} as const satisfies Partial<Record<Runtime, { needs: RuntimeKey; knows: readonly RuntimeKey[] }>>;

/** Refuses keys that the runtime of a handler's plugin does not know. */
export function pluginRuntimeProblems(
  document: ResolvedDocument,
  entry: Table,
  index: number,
  runtime: Runtime,
): Problem[] {
  return foreignKeys(entry, knownByPlugin[runtime]).map((key) =>
    wrong(document, index, key, `left out for a plugin of runtime "${runtime}"`),
  );
}

/** What is wrong with a handler that brings its own runtime: keys that are missing, belong to another, or to nobody. */
export function ownRuntimeProblems(document: ResolvedDocument, entry: Table, index: number): Problem[] {
  const runtime = entry["runtime"];
  if (runtime !== "webhook" && runtime !== "exec") return [];
  const { needs, knows } = ownRuntimes[runtime];
  const problems = foreignKeys(entry, knows).map((key) =>
    wrong(document, index, key, `left out for runtime "${runtime}"`),
  );
  const isMisspelt = Object.keys(settingsOf(entry)).some((key) => nearest(key, hostKeys) === needs);
  if (entry[needs] === undefined && !isMisspelt)
    problems.push(wrong(document, index, needs, `set for runtime "${runtime}"`));
  if (entry["plugin"] !== undefined) problems.push(wrong(document, index, "plugin", "left out where `runtime` is set"));
  return [...problems, ...settingProblems(document, entry, index, runtime)];
}

function foreignKeys(entry: Table, known: readonly RuntimeKey[]): RuntimeKey[] {
  return keysOfRuntimes.filter((key) => entry[key] !== undefined && !known.includes(key));
}

/** A webhook is not told of settings. An executable is, with no schema to check them: only what looks misspelt is refused. */
function settingProblems(
  document: ResolvedDocument,
  entry: Table,
  index: number,
  runtime: keyof typeof ownRuntimes,
): Problem[] {
  return Object.keys(settingsOf(entry)).flatMap((key) => {
    const meant = nearest(key, hostKeys);
    if (runtime === "exec" && meant === undefined) return [];
    const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
    const says = `Expected a known key, got \`handler[${index}].${key}\``;
    return [problemAt(document, ["handler", index, key], { code: "KW_CONFIG_UNKNOWN_KEY", says, hint })];
  });
}

function wrong(document: ResolvedDocument, index: number, key: string, expected: string): Problem {
  const path = ["handler", index, key];
  // Some of these keys hold secrets.
  const got = tellValue(document, path, key !== "mode" && key !== "plugin");
  const says = `Expected \`handler[${index}].${key}\` to be ${expected}, got ${got}`;
  return problemAt(document, path, { code: "KW_CONFIG_INVALID", says });
}
