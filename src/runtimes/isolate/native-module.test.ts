import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { findNativeModule } from "./native-module.ts";

/** A file beside which a package of that version is installed, or none. */
async function besides(version: string | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kwatchman-native-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const installed = join(folder, "node_modules/isolated-vm");
  await mkdir(installed, { recursive: true });
  if (version !== undefined) {
    await writeFile(join(installed, "package.json"), JSON.stringify({ name: "isolated-vm", version }));
  }
  return pathToFileURL(join(folder, "index.js")).href;
}

test("isolated-vm's library for this Node is found", () => {
  expect(findNativeModule()).toMatch(new RegExp(`isolated-vm/.*abi${process.versions.modules}.*\\.node$`));
});

test("without isolated-vm there is nothing to run isolates in", async () => {
  const from = await besides(undefined);

  expect(() => findNativeModule(from)).toThrow(
    expect.objectContaining({
      code: "KW_ISOLATE_UNAVAILABLE",
      message: "Expected the package isolated-vm to be installed, which isolates run in",
      mend: "Install it: npm install isolated-vm@7.0.1",
    }),
  );
});

test.each(["6.2.0", "7.0.0", "5.0.4"])("isolated-vm %s is too old", async (version) => {
  const from = await besides(version);

  expect(() => findNativeModule(from)).toThrow(`Expected isolated-vm to be 7.0.1 or newer, got ${version} in `);
});

test.each(["7.0.1", "7.0.10", "7.1.0", "8.0.0"])(
  "isolated-vm %s is new enough, and is asked for its library",
  async (version) => {
    const from = await besides(version);

    expect(() => findNativeModule(from)).toThrow("Expected isolated-vm to have a library for Node");
  },
);
