import { writeFileSync } from "node:fs";
import { docsFolder, documents } from "./docs/documents.ts";

for (const [name, text] of await documents()) writeFileSync(new URL(name, docsFolder), text);
