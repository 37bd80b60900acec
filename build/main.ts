import { cp, rm } from "node:fs/promises";
import path from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { bundle } from "./bundle.ts";
import { copies, programs, root } from "./layout.ts";
import { writeLicences } from "./licences.ts";
import { buildPlugins } from "./plugins.ts";
import { printSizes } from "./sizes.ts";
import { writeTypes } from "./types.ts";

/** `npm run build`: all that runs of the package, below `dist/`. */
const folder = path.join(root, "dist");
/** What cannot be bundled, for it is native, is left to npm. */
const external = Object.keys(packageJson.optionalDependencies);
const bundled: string[] = [];

await rm(folder, { recursive: true, force: true });
for (const program of programs) bundled.push(...(await bundle({ ...program, folder, external })));
bundled.push(...(await buildPlugins({ folder, external })));
for (const { source, output } of copies) await cp(path.join(root, source), path.join(folder, output));
await writeTypes(folder);
await writeLicences(folder, bundled);
await printSizes(folder);
