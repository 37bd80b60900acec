import type { Manifest } from "../../sdk/manifest.ts";
import { isTable, type Table } from "../config/document/plain-tree.ts";
import { problemAt } from "../config/document/problem-at.ts";
import type { ResolvedDocument } from "../config/document/references.ts";
import { hostKeys } from "../config/checks/host-keys.ts";
import { compileSchema, schemaMistakes } from "../config/schema/ajv.ts";
import { schemaProblems, tellValue } from "../config/schema/schema-problems.ts";
import type { Problem } from "../errors/problems.ts";

/** The JSON Schema that a handler's settings have to meet: a table, without keys of its own unless the author allows them. */
export function settingsSchema({ settings }: Partial<Pick<Manifest, "settings">>): Table {
  return { type: "object", additionalProperties: false, ...settings };
}

/** What is wrong with the `settings` of a manifest: not a JSON Schema, or a key that is the host's. */
export function settingsSchemaProblems(document: ResolvedDocument): Problem[] {
  const { settings } = document.tree;
  if (!isTable(settings)) return [];
  const code = "KW_MANIFEST_INVALID";
  const context = {
    document,
    at: ["settings"],
    invalid: code,
    unknownKey: code,
    writeOnly: new Set<string>(),
  } as const;
  const problems = schemaProblems(schemaMistakes(settings), context);
  if (problems.length === 0) problems.push(...compileProblems(document, settings));
  return [...problems, ...hostKeyProblems(document, settings)];
}

function compileProblems(document: ResolvedDocument, settings: Table): Problem[] {
  const { type = "object" } = settings;
  if (type !== "object") {
    const path = ["settings", "type"];
    const says = `Expected \`settings.type\` to be "object", got ${tellValue(document, path)}`;
    return [problemAt(document, path, { code: "KW_MANIFEST_INVALID", says })];
  }
  try {
    compileSchema(settingsSchema({ settings }));
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const says = `Expected \`settings\` to be a JSON Schema, got ${why}`;
    return [problemAt(document, ["settings"], { code: "KW_MANIFEST_INVALID", says })];
  }
}

function hostKeyProblems(document: ResolvedDocument, settings: Table): Problem[] {
  const keys = isTable(settings["properties"]) ? Object.keys(settings["properties"]) : [];
  return keys
    .filter((key) => hostKeys.includes(key))
    .map((key) =>
      problemAt(document, ["settings", "properties", key], {
        code: "KW_MANIFEST_INVALID",
        says: `Expected a setting's name that is no handler key of the host, got \`${key}\``,
        mend: "Give the setting another name.",
      }),
    );
}
