import { rm } from "node:fs/promises";
import path from "node:path";
import { root } from "./layout.ts";
import { writeLicences } from "./licences.ts";
import { buildPrograms } from "./programs.ts";
import { printSizes } from "./sizes.ts";
import { writeTypes } from "./types.ts";

/** `npm run build`: all that the package has of its own, below `dist/`. */
const folder = path.join(root, "dist");

await rm(folder, { recursive: true, force: true });
const sources = await buildPrograms(folder);
await writeTypes(folder);
await writeLicences(folder, sources);
await printSizes(folder);
