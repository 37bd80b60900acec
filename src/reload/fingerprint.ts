import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { sourceFiles } from "./source-files.ts";

/** What the code at these paths is, told by its content: the same after a copy, a touch, or a swap of links. */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const { path, stats } of paths.flatMap(sourceFiles)) {
    hash.update(`${path}\0${stats.mode & 0o111n}\0${stats.size}\0`).update(readFileSync(path));
  }
  return hash.digest("base64url");
}
