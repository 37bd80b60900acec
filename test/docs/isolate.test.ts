import { readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { limits } from "../../src/sandbox/limits.ts";
import { projectRoot } from "../cli/kwatchman-process.ts";
import type { IsolateSpec } from "../../src/runtimes/handler-spec.ts";
import { limitBroken, sandboxCrashed } from "../../src/runtimes/isolate/failures.ts";
import { blocksOf, documents, filesOf } from "./documents.ts";
import { linkedCheckout } from "./linked-checkout.ts";
import { startEndpoint } from "./plugins/endpoint.ts";
import { startShop, startSynced, web } from "./plugins/shop.ts";
import { writeFiles } from "./write-files.ts";

const files = filesOf("docs/isolate.md");

describe("the plugin of docs/isolate.md", () => {
  test("has types that fit", async () => {
    const cwd = await linkedCheckout();
    await writeFiles(cwd, {
      ...files,
      "strict.json": await readFile(path.join(projectRoot, "tsconfig.json"), "utf8"),
      "tsconfig.json": JSON.stringify({ extends: "./strict.json", include: ["my-plugins/**/*.ts"] }),
    });

    const { stdout, exitCode } = await execa("tsc", [], { cwd, preferLocal: true, reject: false });

    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 0 });
  });

  test("posts each event to its origin, with a token that is in no line of the log", async () => {
    const endpoint = await startEndpoint(200, 503);
    const { origin } = new URL(endpoint.url);
    const here = Object.fromEntries(
      Object.entries(files).map(([file, text]) => [file, text.replaceAll("https://owners.example", origin)]),
    );
    here["owner-page.toml"] += `allowPrivate = ["${origin}"]\n`;
    const { cwd, cluster } = await startShop(here);
    const host = await startSynced("owner-page.toml", cwd, { OWNERS_TOKEN: "hush-hush" });

    cluster.patch(web(), { spec: { replicas: 0 } });

    await expect.poll(() => endpoint.requests.length, { timeout: 45_000 }).toBeGreaterThanOrEqual(4);
    const texts = endpoint.requests.map(({ body }) => (JSON.parse(body) as { text: string }).text);
    expect(texts).toContain("update Deployment shop/web");
    expect(new Set(endpoint.requests.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer hush-hush"]));
    await host.until((lines) =>
      expect(lines).toContainEqual(
        expect.objectContaining({
          handler: "owner-page",
          msg: "output",
          output: { message: "written", subject: "shop/web" },
        }),
      ),
    );
    expect(host.output()).not.toContain("hush-hush");
  });
});

describe("the examples of docs/errors.md", () => {
  const spec = { name: "greedy", limits: { memoryBytes: 2 ** 26, cpuMs: 500 } } as IsolateSpec;

  test.each([
    limitBroken(spec, "cpu", "a call"),
    sandboxCrashed(spec, "it used 383037440 bytes of memory, 335544320 are allowed", "a call"),
  ])("are what such errors say: $code", ({ name, message, code }) => {
    const shown = blocksOf("docs/errors.md").filter(({ language }) => language === "json");

    expect(shown.map(({ text }) => JSON.parse(text) as unknown)).toContainEqual({ name, message, code });
  });
});

describe("docs/isolate.md has the limits that are kept", () => {
  const text = documents.find(({ file }) => file === "docs/isolate.md")?.text ?? "";
  const kibibytes = (bytes: number): string => `${bytes / 1024} KiB`;

  test.each([
    `| the result | ${kibibytes(limits.resultBytes)} |`,
    `| the event | ${limits.eventLength / 1024 / 1024} MiB |`,
    `| lines of the log | ${kibibytes(limits.logLength)} a call, ${kibibytes(limits.logLineLength)} a line; what is more is dropped, and said |`,
    `| timers that have not fired | ${limits.timers} a call |`,
    `| questions to the host | ${limits.asks.toLocaleString("en")} a call: each timer, request, \`URL\` and \`randomUUID\` is one |`,
    `| a plugin's files | ${limits.files}, with ${limits.sourceLength / 1024 / 1024} Mi characters together |`,
    `loading may use ${limits.loadCpuMs / 1000} s`,
    `loading may take ${limits.loadMs / 1000} s`,
    `\`URLSearchParams\`, of at most ${kibibytes(limits.requestBytes)}.`,
    `Its body may have ${limits.responseBytes / 1024 / 1024} MiB.`,
    `A call may have ${limits.fetchesInFlight} requests under way, and ${limits.fetches} in all.`,
  ])("%s", (line) => {
    expect(text.replaceAll(/ +/g, " ")).toContain(line);
  });
});
