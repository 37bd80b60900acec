import { type BigIntStats, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { isIgnored } from "../registry/drop-ins/entry.ts";

/** One file that holds code or configuration. */
export interface SourceFile {
  readonly path: string;
  readonly stats: BigIntStats;
}

/** A plugin may write what it likes into its own folder: only these, and executables, are taken for its code. */
const codeEndings = /\.(?:toml|ya?ml|[cm]?[jt]s|sh|bash|py|rb|pl|lua|php)$/;

/** Deeper folders than this are no plugin's. */
const deepest = 16;

/** The files at a path: itself, or those of a folder that hold code. Links are followed; what vanishes meanwhile is left out. */
export function sourceFiles(path: string): SourceFile[] {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return [];
  return stats.isDirectory() ? filesIn(path, new Set([realpathSync(path)]), deepest) : [{ path, stats }];
}

function filesIn(folder: string, above: ReadonlySet<string>, depth: number): SourceFile[] {
  if (depth === 0) return [];
  return readdirSync(folder)
    .filter((name) => name !== "node_modules" && !isIgnored(name))
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
      if (stats === undefined) return [];
      if (!stats.isDirectory()) return holdsCode(name, stats) ? [{ path, stats }] : [];
      const real = realpathSync(path);
      return above.has(real) ? [] : filesIn(path, new Set([...above, real]), depth - 1);
    });
}

function holdsCode(name: string, stats: BigIntStats): boolean {
  return stats.isFile() && (codeEndings.test(name) || (stats.mode & 0o111n) !== 0n);
}
