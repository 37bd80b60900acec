import { cp } from "node:fs/promises";
import path from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { bundle } from "./bundle.ts";
import { copies, programs, root } from "./layout.ts";
import { buildPlugins } from "./plugins.ts";

/** What cannot be bundled, for it is native, is left to npm. */
const external = Object.keys(packageJson.optionalDependencies);

/** Puts all that runs into the folder; resolves with the files of which something is in it. */
export async function buildPrograms(folder: string): Promise<string[]> {
  const sources: string[] = [];
  for (const program of programs) sources.push(...(await bundle({ ...program, folder, external })));
  sources.push(...(await buildPlugins({ folder, external })));
  for (const { source, output } of copies) await cp(path.join(root, source), path.join(folder, output));
  return sources;
}
