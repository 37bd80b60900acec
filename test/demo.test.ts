import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "./cli/kwatchman-process.ts";

describe("the demo", () => {
  let output = "";
  let rest = {};

  beforeAll(async () => {
    const { stdout, stderr, exitCode } = await execa("npm", ["--prefix", projectRoot, "run", "-s", "demo"], {
      reject: false,
      timeout: 90_000,
    });
    output = stdout;
    rest = { stderr, exitCode };
  });

  test("ends by itself, with 0 and nothing to complain about", () => {
    expect(rest).toEqual({ stderr: "", exitCode: 0 });
  });

  test("shows a new image as the one line that changed, and no line for status writes", () => {
    const [, image = "", status = "", rotation] = output.split("▸ ");

    expect(changesIn(image)).toEqual(["update Deployment shop/web"]);
    expect(image).toMatch(/-  image: \S+:1\.7\.3\n +\+  image: \S+:1\.8\.0$/m);
    expect(status).toContain("status 24 times");
    expect(changesIn(status)).toEqual([]);
    expect(rotation).toBeDefined();
  });

  test("shows that a Secret changed, and never its values", () => {
    const [, , , rotation = ""] = output.split("▸ ");
    const [, before, after] =
      /-  password: (redacted:[0-9a-f]{16})\n +\+  password: (redacted:[0-9a-f]{16})$/m.exec(rotation) ?? [];

    expect(before).toBeDefined();
    expect(after).not.toBe(before);
    for (const password of ["hunter2", "correct horse battery staple"]) {
      expect(output).not.toContain(password);
      expect(output).not.toContain(Buffer.from(password).toString("base64"));
    }
  });

  test("shows the edited annotation and the deleted Service", () => {
    const [annotation = "", deleted = ""] = output.split("▸ ").slice(-2);

    expect(annotation).toContain("+  shop.example.com/on-call: team-b");
    expect(changesIn(deleted)).toEqual(["delete Service shop/legacy-api"]);
  });

  test("ends with a summary that adds up", () => {
    const summary = /^(\d+) changes were seen, (\d+) of them worth a line; diff kept the other (\d+) quiet\.$/m.exec(
      output,
    );
    const [seen, lines, quiet] = summary?.slice(1).map(Number) ?? [];

    expect([seen, lines, quiet]).toEqual([28, changesIn(output).length, 24]);
  });

  test("still prints what the README's picture shows, times and hashes aside", async () => {
    const lines = linesOf(await readFile(path.join(projectRoot, "docs/demo.svg"), "utf8"));

    expect(lines.length).toBeGreaterThan(15);
    expect(comparable(output).filter((line) => lines.includes(line))).toEqual(lines);
  });
});

/** What the lines of the log handler are about. */
function changesIn(text: string): string[] {
  return text.split("\n").flatMap((line) => /^\d\d:\d\d:\d\d ((?:add|update|delete) .*)$/.exec(line)?.slice(1) ?? []);
}

/** The lines of text in a picture. */
function linesOf(svg: string): string[] {
  const texts = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, line = ""]) => line.replaceAll(/<[^>]+>/g, ""));
  return comparable(texts.join("\n").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}

function comparable(text: string): string[] {
  return text
    .replaceAll(/^\d\d:\d\d:\d\d/gm, "00:00:00")
    .replaceAll(/redacted:[0-9a-f]{16}/g, "redacted:0")
    .split("\n");
}
