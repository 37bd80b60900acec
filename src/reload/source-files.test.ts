import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";
import { sourceFiles } from "./source-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kwatchman-sources-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

describe("the files that hold a plugin's code", () => {
  test("are scripts, manifests and executables, in folders too; not what a plugin writes for itself", () => {
    mkdirSync(join(folder, "lib"));
    mkdirSync(join(folder, "node_modules"));
    for (const name of [
      "plugin.toml",
      "index.ts",
      "lib/part.js",
      "run",
      "state.json",
      "seen.log",
      ".hidden.js",
      "a.js~",
    ])
      write(name, "");
    write("node_modules/dependency.js", "");
    chmodSync(join(folder, "run"), 0o755);
    const names = sourceFiles(folder).map(({ path }) => path.slice(folder.length + 1));
    expect(names).toEqual(["index.ts", "lib/part.js", "plugin.toml", "run"]);
  });

  test("are found through links, and a link that leads back is not followed for ever", () => {
    mkdirSync(join(folder, "real"));
    write("real/a.js", "");
    symlinkSync("real", join(folder, "link"));
    symlinkSync("..", join(folder, "real/back"));
    expect(sourceFiles(join(folder, "link")).map(({ path }) => path)).toEqual([join(folder, "link/a.js")]);
  });

  test("of a path where nothing is, are none", () => {
    expect(sourceFiles(join(folder, "nothing"))).toEqual([]);
  });
});

describe("the fingerprint of code", () => {
  test("differs with a file's content, name, or right to be executed", () => {
    write("a.js", "one");
    const seen = new Set([fingerprint([folder])]);
    write("a.js", "two");
    seen.add(fingerprint([folder]));
    renameSync(join(folder, "a.js"), join(folder, "b.js"));
    seen.add(fingerprint([folder]));
    chmodSync(join(folder, "b.js"), 0o755);
    seen.add(fingerprint([folder]));
    expect(seen.size).toBe(4);
  });

  test("is the same after a touch, and when a mount swaps its link to files that are alike", () => {
    for (const version of ["v1", "v2"]) {
      mkdirSync(join(folder, `.${version}`));
      write(`.${version}/a.js`, "same");
    }
    symlinkSync(".v1", join(folder, ".data"));
    symlinkSync(".data/a.js", join(folder, "a.js"));
    const before = fingerprint([folder]);
    symlinkSync(".v2", join(folder, ".new"));
    renameSync(join(folder, ".new"), join(folder, ".data"));
    utimesSync(join(folder, "a.js"), 1, 1);
    expect(fingerprint([folder])).toBe(before);
    write(".v2/a.js", "other");
    expect(fingerprint([folder])).not.toBe(before);
  });
});
