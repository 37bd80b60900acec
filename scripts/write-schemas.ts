import { mkdirSync, writeFileSync } from "node:fs";
import { publishedSchemas } from "./published-schemas.ts";

const directory = new URL("../sdk/schemas/", import.meta.url);

mkdirSync(directory, { recursive: true });
for (const [name, text] of await publishedSchemas()) writeFileSync(new URL(name, directory), text);
