import { readFile } from "node:fs/promises";
import path from "node:path";
import { Ajv } from "ajv";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { EventSchema } from "../../sdk/event-schema.ts";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { authorsGuide, blocksOf, filesOf } from "./documents.ts";
import { linkedCheckout } from "./linked-checkout.ts";
import { startEndpoint } from "./plugins/endpoint.ts";
import { startShop, startSynced, web } from "./plugins/shop.ts";
import { recordEvent } from "./record-event.ts";
import { writeFiles } from "./write-files.ts";

const files = filesOf(...authorsGuide);
const blocks = blocksOf(...authorsGuide);

describe("the plugins of the guide for authors", () => {
  test("have types that fit, and so have their tests", async () => {
    const cwd = await linkedCheckout();
    await writeFiles(cwd, files);
    const sources = Object.keys(files).filter((file) => file.endsWith(".ts"));
    const config = { extends: "./strict.json", files: sources, include: [] };
    await writeFiles(cwd, {
      "tsconfig.json": JSON.stringify(config),
      "strict.json": await readFile(path.join(projectRoot, "tsconfig.json"), "utf8"),
    });

    const { stdout, exitCode } = await execa("tsc", [], { cwd, preferLocal: true, reject: false });

    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 0 });
  });

  test("pass the tests that are shown, by the commands that are shown", async () => {
    const cwd = await linkedCheckout();
    await writeFiles(cwd, files);
    const commands = blocks
      .filter(({ language, marker }) => language === "sh" && marker === undefined)
      .flatMap((block) => block.text.trim().split("\n"))
      .filter((line) => line.startsWith("node --test"));

    for (const command of commands) {
      const result = await execa(command, { cwd, shell: true, reject: false, timeout: 100_000 });
      expect(result.stdout).toMatch(/^. pass 1$/m);
      expect(result.exitCode).toBe(0);
    }
    expect(commands).toHaveLength(3);
  });

  test("are told of by check as shown", async () => {
    const { cwd } = await startShop(files);

    const command = ["run", "-s", "kwatchman", "--", "check", "-c", "replicas.toml"];
    const result = await execa("npm", command, {
      cwd,
      reject: false,
      env: { KUBECONFIG: path.join(cwd, "kubeconfig") },
    });

    expect(result.stdout).toMatch(/^replicas +replicas +module +ok$/m);
    expect(result.stdout).toContain("All is well.");
  });

  test("say that a Deployment was scaled to nothing", async () => {
    const { cwd, cluster } = await startShop(files);
    const host = await startSynced("replicas.toml", cwd);

    cluster.patch(web(), { spec: { replicas: 0 } });

    await host.until((lines) =>
      expect(lines).toContainEqual(
        expect.objectContaining({ level: "warn", handler: "replicas", msg: "scaled to nothing", subject: "shop/web" }),
      ),
    );
  });

  test("announce an owner's Deployment once, after a 429 and a 503, and leave others alone", async () => {
    const { cwd, cluster } = await startShop(files);
    const endpoint = await startEndpoint(429, 503);
    const env = { ANNOUNCE_ENDPOINT: endpoint.url, ANNOUNCE_TOKEN: "hush-hush" };
    const host = await startSynced("announce.toml", cwd, env);

    cluster.patch(web("unowned"), { spec: { replicas: 0 } });
    cluster.patch(web(), { spec: { replicas: 0 } });

    await expect.poll(() => endpoint.requests, { timeout: 45_000 }).toHaveLength(3);
    const announcement = { subject: "shop/web", action: "update", owner: "team-a", colours: ["green"] };
    for (const { body } of endpoint.requests) expect(JSON.parse(body)).toMatchObject(announcement);
    expect(new Set(endpoint.requests.map(({ body }) => body)).size).toBe(1);
    expect(endpoint.requests[0]?.authorization).toBe("Bearer hush-hush");
    const failures = host.lines().filter(({ msg }) => msg === "handler failed, retrying");
    expect(failures).toMatchObject([
      { handler: "announce", error: { code: "429", message: expect.stringContaining("answered 429") as unknown } },
      { handler: "announce", error: { code: "KW_HANDLER_FAILED" } },
    ]);
    expect(host.output()).not.toContain("hush-hush");
  });

  test("give an event up when its endpoint refuses it", async () => {
    const { cwd, cluster } = await startShop(files);
    const endpoint = await startEndpoint(404);
    const env = { ANNOUNCE_ENDPOINT: endpoint.url, ANNOUNCE_TOKEN: "hush-hush" };
    const host = await startSynced("announce.toml", cwd, env);

    cluster.patch(web(), { spec: { replicas: 0 } });

    await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("dead letter"));
    const letters = host.lines().filter(({ msg }) => msg === "dead letter");
    expect(letters).toMatchObject([{ handler: "announce", attempt: 1, error: { code: "404" } }]);
  });

  test("count through every hook, and log the line that is shown", async () => {
    const { cwd } = await startShop(files);
    const config =
      '[[resource]]\nkind = "deployment"\nfieldSelector = "metadata.name=web"\n[[handler]]\nname = "tally"\n';
    await writeFiles(cwd, { "tally.toml": `pluginDirs = ["./my-plugins"]\n${config}` });
    const host = await startSynced("tally.toml", cwd);

    host.kill("SIGTERM");
    await host.ended;

    const lines = host.lines().filter(({ handler }) => handler === "tally");
    expect(lines.map(({ msg }) => msg)).toEqual(["start", "synced", "tally"]);
    const shown = blocks.find(({ marker }) => marker === "line: tally")?.text ?? "";
    expect({ ...lines.at(-1), time: "" }).toEqual({ ...(JSON.parse(shown) as object), time: "" });
  });
});

describe("the sessions of docs/plugins.md", () => {
  const sessions = blocks.filter(({ marker }) => marker?.startsWith("session: "));

  test.each(sessions)("work as they stand: $marker", { timeout: 120_000 }, async ({ text }) => {
    const cwd = await linkedCheckout();

    for (const command of text.trim().split("\n")) {
      const { all, exitCode } = await execa(command, { cwd, shell: true, reject: false, all: true });
      expect({ command, all, exitCode }).toMatchObject({ exitCode: 0 });
      expect(timeless(all)).toContain(timeless(outputOf(command) ?? "").trim());
    }
  });

  test("are two, and what one of their commands prints is shown", () => {
    const commands = sessions.flatMap(({ text }) => text.trim().split("\n"));

    expect(sessions).toHaveLength(2);
    expect(commands.filter((command) => outputOf(command) !== undefined)).toEqual([
      "npm run -s kwatchman -- plugin run my-plugins/scaling-py --event deployment",
    ]);
  });

  /** What is shown of a command's output, if anything is. */
  function outputOf(command: string): string | undefined {
    return blocks.find(({ marker }) => marker?.startsWith("output: ") && command.endsWith(marker.slice(8)))?.text;
  }
});

function timeless(text: string): string {
  return text.replaceAll(/\d+ ms/g, "some ms");
}

describe("the event of docs/contract.md", () => {
  const shown = JSON.parse(blocks.find(({ marker }) => marker === "event")?.text ?? "{}") as KwatchmanEvent;

  test("is one", () => {
    const validate = new Ajv().compile(EventSchema);

    expect(validate(shown) || validate.errors).toBe(true);
  });

  test("is what a handler really gets, ids, versions and times aside", async () => {
    const recorded = await recordEvent();

    expect(plain(shown)).toEqual(plain(recorded));
  });
});

/** What is the same each time. */
function plain(event: KwatchmanEvent): unknown {
  const differing = new Set(["id", "uid", "time", "resourceVersion", "creationTimestamp"]);
  return JSON.parse(
    JSON.stringify(event, (key, value: unknown) => (differing.has(key) ? typeof value : value)),
  ) as unknown;
}
