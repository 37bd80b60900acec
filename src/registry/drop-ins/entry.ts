import { type Stats, statSync } from "node:fs";
import { extname, join } from "node:path";
import type { Manifest } from "../../../sdk/manifest.ts";

/** What an entry of the drop-in folder is taken for. */
export type DropInEntry =
  | { readonly kind: "folder"; readonly name: string; readonly path: string }
  | { readonly kind: "file"; readonly name: string; readonly path: string; readonly manifest: FileManifest }
  | { readonly kind: "unknown"; readonly name: string; readonly path: string };

/** What a file that is a plugin by itself says of itself by its name. */
export type FileManifest = Pick<Manifest, "runtime" | "entry" | "command">;

/** Editors' and ConfigMap mounts' own business. */
export function isIgnored(fileName: string): boolean {
  return fileName.startsWith(".") || fileName.endsWith("~") || fileName.endsWith(".swp");
}

/** Looks at one entry; undefined if it has gone meanwhile. */
export function lookAtEntry(directory: string, fileName: string): DropInEntry | undefined {
  const path = join(directory, fileName);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return { kind: "folder", name: fileName, path };
  return scriptOf(fileName, path) ?? executableOf(fileName, path, stats) ?? { kind: "unknown", name: fileName, path };
}

function scriptOf(fileName: string, path: string): DropInEntry | undefined {
  const [, name, runtime] = /^(.+)\.(?:(isolate)\.[jt]s|module\.(?:[jt]s|mjs))$/.exec(fileName) ?? [];
  if (name === undefined) return undefined;
  return {
    kind: "file",
    name,
    path,
    manifest: { runtime: runtime === undefined ? "module" : "isolate", entry: fileName },
  };
}

function executableOf(fileName: string, path: string, stats: Stats): DropInEntry | undefined {
  if (!stats.isFile() || (stats.mode & 0o111) === 0) return undefined;
  const name = fileName.slice(0, fileName.length - extname(fileName).length);
  return { kind: "file", name, path, manifest: { runtime: "exec", command: [`./${fileName}`] } };
}
