import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { releaseInChangelog } from "./changelog.ts";
import { isVersion, writeVersions } from "./versions.ts";

/** A release to be made. */
export interface ReleaseOptions {
  /** The checkout. */
  readonly root: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

/**
 * Commits the version and the changelog, tags that commit, and leaves the package beside it; resolves with the package's
 * file. Changes nothing if anything is wrong, and sends nothing anywhere.
 */
export async function release({ root, version, date }: ReleaseOptions): Promise<string> {
  if (!isVersion(version)) throw new Error(`Expected a version such as 1.2.3, got "${version}"`);
  const tag = `v${version}`;
  const git = async (...args: string[]) => (await execa("git", args, { cwd: root })).stdout;
  const changed = await git("status", "--porcelain");
  if (changed !== "") throw new Error(`Expected nothing that is not committed, found\n${changed}`);
  if ((await git("tag", "--list", tag)) !== "")
    throw new Error(`Expected a version that is not released yet, ${tag} is`);

  const changelog = path.join(root, "CHANGELOG.md");
  await writeFile(changelog, releaseInChangelog(await readFile(changelog, "utf8"), version, date));
  try {
    await writeVersions(root, version);
    await execa("npm", ["pack"], { cwd: root, stdout: process.stderr, stderr: "inherit" });
  } catch (error) {
    await git("checkout", "--", ".");
    throw error;
  }
  await git("commit", "--all", "--message", `release: ${version}`);
  await git("tag", "--annotate", tag, "--message", `kwatchman ${version}`);
  return `kwatchman-${version}.tgz`;
}
