import { format } from "oxfmt";
import formatOptions from "../.oxfmtrc.json" with { type: "json" };
import { ConfigSchema } from "../sdk/config-schema.ts";
import { EventSchema } from "../sdk/event-schema.ts";
import { ManifestSchema } from "../sdk/manifest.ts";
import { ResultSchema } from "../sdk/result-schema.ts";

const schemas = { config: ConfigSchema, manifest: ManifestSchema, event: EventSchema, result: ResultSchema };

/** What `npm run schemas` writes: the files' texts by name, formatted as everything here is. */
export async function publishedSchemas(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const text = JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", ...schema });
    files.set(`${name}.schema.json`, (await format("schema.json", text, formatOptions)).code);
  }
  return files;
}
