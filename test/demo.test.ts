import { Buffer } from "node:buffer";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "./cli/kwatchman-process.ts";
import { codeBlocks, readDocument } from "./docs/code-blocks.ts";

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

  test("still prints what the README shows, times aside", async () => {
    const shown = codeBlocks(await readDocument("README.md")).find((block) => block.marker === "output: demo");
    const parts = timesAside(shown?.text ?? "").split("\n\n");

    expect(parts).toHaveLength(3);
    for (const part of parts) expect(timesAside(output)).toContain(part);
  });
});

/** What the lines of the log handler are about. */
function changesIn(text: string): string[] {
  return text.split("\n").flatMap((line) => /^\d\d:\d\d:\d\d ((?:add|update|delete) .*)$/.exec(line)?.slice(1) ?? []);
}

function timesAside(text: string): string {
  return text.trim().replaceAll(/^\d\d:\d\d:\d\d/gm, "00:00:00");
}
