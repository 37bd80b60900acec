import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The package.json that has Node take a file for CommonJS, as the one that `npm init` writes does; undefined if Node takes it
 * for what it is.
 *
 * @param file one that is there
 */
export function commonJsPackage(file: string): string | undefined {
  if (!/\.[jt]s$/.test(file)) return undefined;
  try {
    const found = findPackageJSON(pathToFileURL(path.resolve(file)));
    if (found === undefined) return undefined;
    const { type } = JSON.parse(readFileSync(found, "utf8")) as { readonly type?: unknown };
    return type === "commonjs" ? found : undefined;
  } catch {
    return undefined; // It cannot be read: Node says so when it loads the file.
  }
}
