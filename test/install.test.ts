import { cp } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { projectRoot } from "./cli/kwatchman-process.ts";
import { scratchFolder } from "./cli/scratch-folder.ts";

/**
 * A warning that everybody sees, and that nobody can do something about, hides the next. The package cloudevents, which the
 * tests need, names Nodes up to 24 and works with later ones: package-lock.json leaves its `engines` out.
 */
test("npm ci warns of nothing with the Node of the project", async () => {
  const cwd = await scratchFolder();
  for (const file of [
    "package.json",
    "package-lock.json",
    "test/node24/package.json",
    "test/isolated-vm/package.json",
  ]) {
    await cp(path.join(projectRoot, file), path.join(cwd, file));
  }
  // Nothing is fetched or written: npm compares what is asked for with what is there.
  const { stdout, stderr } = await execa("npm", ["ci", "--dry-run", "--offline"], {
    cwd,
    env: { PATH: `${path.dirname(process.execPath)}:${process.env["PATH"] ?? ""}`, HOME: cwd },
    extendEnv: false,
  });

  expect(stdout).toMatch(/added \d+ packages/);
  expect(stderr).toBe("");
});
