import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { bundle, type BundleOptions } from "./bundle.ts";
import { plugins, root } from "./layout.ts";

/** Node strips no types below node_modules, where the package will lie. */
const sourceEntry = /^entry = "(.+)\.ts"$/m;

/** Builds the built-in plugins; resolves with the files of which something is in them. */
export async function buildPlugins({
  folder,
  external,
}: Pick<BundleOptions, "folder" | "external">): Promise<string[]> {
  const sources: string[] = [];
  for (const name of await readdir(path.join(root, plugins.source))) {
    const source = path.join(plugins.source, name);
    const output = path.join(plugins.output, name);
    const manifest = await readFile(path.join(root, source, "plugin.toml"), "utf8");
    await mkdir(path.join(folder, output), { recursive: true });
    const [, entry] = sourceEntry.exec(manifest) ?? [];
    if (entry === undefined) {
      await cp(path.join(root, source), path.join(folder, output), { recursive: true });
      continue;
    }
    await writeFile(path.join(folder, output, "plugin.toml"), manifest.replace(sourceEntry, `entry = "${entry}.js"`));
    const program = { source: path.join(source, `${entry}.ts`), output: path.join(output, `${entry}.js`) };
    // The plugin is known by its folder in a stack, too.
    const sourcesFrom = path.join(root, source);
    sources.push(...(await bundle({ ...program, folder, external: [...external, "kwatchman/sdk"], sourcesFrom })));
  }
  return sources;
}
