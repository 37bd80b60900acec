import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isVersion, writeVersions } from "./versions.ts";

test("the version is written into the package, its lock and the chart, and nowhere else", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-versions-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, "charts/kwatchman"), { recursive: true });
  const files = (version: string): Record<string, string> => ({
    "package.json": `{\n  "name": "kwatchman",\n  "version": "${version}",\n  "dependencies": { "ajv": "0.1.0" }\n}\n`,
    "package-lock.json": `{\n  "name": "kwatchman",\n  "version": "${version}",\n  "lockfileVersion": 3,\n  "packages": {\n    "": {\n      "name": "kwatchman",\n      "version": "${version}"\n    },\n    "node_modules/ajv": {\n      "version": "0.1.0"\n    }\n  }\n}\n`,
    "charts/kwatchman/Chart.yaml": `apiVersion: v2\nname: kwatchman\nversion: ${version}\nappVersion: "${version}"\ndependencies:\n  - version: 0.1.0\n`,
  });
  for (const [file, text] of Object.entries(files("0.1.0"))) await writeFile(path.join(folder, file), text);

  expect(await writeVersions(folder, "0.2.0-rc.1")).toEqual(Object.keys(files("")));

  for (const [file, text] of Object.entries(files("0.2.0-rc.1"))) {
    expect(await readFile(path.join(folder, file), "utf8")).toBe(text);
  }
});

test.each([
  ["1.2.3", true],
  ["0.0.0-rc.1", true],
  ["1.2", false],
  ["v1.2.3", false],
  ["01.2.3", false],
  ["1.2.3 ", false],
])("%s as a version: %s", (text, isOne) => {
  expect(isVersion(text)).toBe(isOne);
});
