import { type Dirent, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the built-in plugins lie. */
export const builtInDirectory = fileURLToPath(new URL("../../plugins", import.meta.url));

/** The folders of plugins by name: those found first hide later ones of the same name. Throws what readdir throws. */
export function findPlugins(directories: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const directory of directories) {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (!found.has(entry.name) && isPlugin(directory, entry)) found.set(entry.name, join(directory, entry.name));
    }
  }
  return found;
}

/** A folder, or a link to one, that has a manifest. */
function isPlugin(directory: string, entry: Dirent): boolean {
  const isFolder = entry.isDirectory() || entry.isSymbolicLink();
  return isFolder && existsSync(join(directory, entry.name, "plugin.toml"));
}
