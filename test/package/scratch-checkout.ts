import { cp, symlink } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../cli/kwatchman-process.ts";

/** What is not the checkout's own, or large and not needed. */
const leftOut: ReadonlySet<string> = new Set([".git", "dist", "node_modules", "coverage"]);

/** A copy of the checkout with its packages, in which a command may change what it likes. */
export async function scratchCheckout(folder: string): Promise<string> {
  await cp(projectRoot, folder, { recursive: true, filter: (source) => !leftOut.has(path.basename(source)) });
  await symlink(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}
