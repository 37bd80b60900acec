import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { scratchCheckout } from "./package/scratch-checkout.ts";

describe("npm run release, in a clone", () => {
  let checkout: Awaited<ReturnType<typeof clone>>;

  beforeAll(async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), "kwatchman-release-"));
    checkout = await clone(scratch);
    return () => rm(scratch, { recursive: true });
  });

  test("changes nothing when something is wrong", async () => {
    const { folder, git, release } = checkout;
    const before = await git("rev-parse", "HEAD");

    expect(await release("7.8")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('such as 1.2.3, got "7.8"'),
    });
    await git("tag", "v7.8.8");
    expect(await release("7.8.8")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("v7.8.8 is") });
    await writeFile(path.join(folder, "new-file"), "");
    onTestFinished(() => rm(path.join(folder, "new-file")));
    expect(await release("8.0.0")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("?? new-file") });

    const publishing = await execa("npm", ["publish", "--dry-run"], { cwd: folder, reject: false });
    expect(publishing.stderr).toContain("docs/releasing.md says how");

    expect(await git("rev-parse", "HEAD")).toBe(before);
    expect(await git("status", "--porcelain")).toBe("?? new-file");
  });

  test("commits the version everywhere and the changelog, tags, packs, and says how to publish", async () => {
    const { folder, git, release } = checkout;

    const result = await release("7.8.9");

    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stdout).toContain("npm publish kwatchman-7.8.9.tgz --access public --provenance");
    expect(existsSync(path.join(folder, "kwatchman-7.8.9.tgz"))).toBe(true);
    expect(await git("status", "--porcelain")).toBe("");
    expect(await git("log", "-1", "--format=%s")).toBe("release: 7.8.9");
    expect(await git("describe")).toBe("v7.8.9");
    expect((await git("show", "--name-only", "--format=", "HEAD")).split("\n")).toEqual(
      expect.arrayContaining(["CHANGELOG.md", "package-lock.json", "package.json"]),
    );
    expect(await readFile(path.join(folder, "CHANGELOG.md"), "utf8")).toMatch(/^## \[7\.8\.9\] - \d{4}-\d\d-\d\d$/m);
    const { stdout } = await execa("npm", ["run", "-s", "kwatchman", "--", "--version"], { cwd: folder });
    expect(stdout).toBe("7.8.9");
  });
});

/** The checkout as it is, with a repository of its own. */
async function clone(scratch: string) {
  const folder = await scratchCheckout(path.join(scratch, "checkout"));
  const git = async (...args: string[]): Promise<string> => {
    return (await execa("git", args, { cwd: folder })).stdout;
  };
  await git("init", "--quiet");
  await git("config", "user.name", "releaser");
  await git("config", "user.email", "releaser@example.com");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "all there is");
  const release = (version: string) =>
    execa("npm", ["run", "-s", "release", "--", version], { cwd: folder, reject: false });
  return { folder, git, release };
}
