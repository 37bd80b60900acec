import { globSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { once } from "node:events";
import { execa } from "execa";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import { namedEvent } from "../../sdk/samples/named-events.ts";
import { conform } from "../../src/plugin/conform/conform.ts";
import { type FindingCode, findingKinds } from "../../src/plugin/conform/findings.ts";
import { readPlugin } from "../../src/plugin/read-plugin.ts";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { newSecret } from "../runtimes/webhook/load.ts";

const broken = path.join(import.meta.dirname, "broken");

/** What is found in each of the broken plugins, one mistake in each. */
const mistakes: Readonly<Record<string, readonly FindingCode[]>> = {
  "answers-twice": ["answers-twice"],
  "broken-result": ["not-json"],
  "changes-identity": ["changes-identity"],
  "does-not-end": ["does-not-end"],
  fails: ["fails"],
  "fails-on-delete": ["fails-on-delete"],
  "fails-on-large": ["fails-on-large"],
  "forgets-the-id": ["forgets-the-id"],
  "hides-failures": ["hides-failures"],
  "ignores-the-deadline": ["ignores-the-deadline"],
  "isolate-never-answers": ["ignores-the-deadline"],
  "keeps-state": ["keeps-state"],
  "leaves-the-event-unread": ["leaves-the-event-unread"],
  "mixes-up-events": ["mixes-up-events"],
  "needs-known-members": ["needs-known-members"],
  "needs-old-object": ["needs-old-object"],
  "needs-plain-text": ["needs-plain-text"],
  "no-pong": ["no-pong"],
  "not-json": ["not-json"],
  "not-ready": ["not-ready"],
  "prints-to-stdout": ["prints-to-stdout"],
  "talks-first": ["prints-to-stdout"],
  "too-large": ["too-large"],
  "wrong-type": ["wrong-type"],
  "module-answers-wrong": ["needs-old-object"],
};

/** Those that are waited for until their time is over: in two rows, which are gone through while the others are tried. */
const silent = [
  ["not-ready", "ignores-the-deadline", "no-pong"],
  ["does-not-end", "forgets-the-id", "isolate-never-answers", "not-json"],
];

describe("a broken plugin", () => {
  const begun = new Map<string, Promise<FindingCode[]>>();

  beforeAll(() => {
    for (const row of silent) {
      let before: Promise<unknown> = Promise.resolve();
      for (const name of row) {
        const found = before.then(() => findings(path.join(broken, name)));
        begun.set(name, found);
        // The test of this one tells of a failure.
        before = found.catch(() => {});
      }
    }
  });

  test("there is none that is not tried", () => {
    expect(Object.keys(mistakes).toSorted()).toEqual(globSync("*", { cwd: broken }).toSorted());
  });

  const prompt = Object.entries(mistakes).filter(([name]) => !silent.flat().includes(name));
  const late = Object.entries(mistakes).filter(([name]) => silent.flat().includes(name));

  test.each([...prompt, ...late])("%s is found to have got this wrong", { timeout: 120_000 }, async (name, codes) => {
    expect(await (begun.get(name) ?? findings(path.join(broken, name)))).toEqual(codes);
  });

  test("has everything that can be found, in one of them or in a webhook", () => {
    const elsewhere: FindingCode[] = ["believes-anybody", "not-signed", "refuses"];

    expect([...new Set([...Object.values(mistakes).flat(), ...elsewhere])].toSorted()).toEqual(
      Object.keys(findingKinds).toSorted(),
    );
  });
});

describe("a webhook", () => {
  test("that takes what anybody signs is found out", async () => {
    const secret = newSecret();

    expect(await findings(await startReceiver(), { secret })).toEqual(["believes-anybody"]);
  });

  test("that was given no secret may not check any", async () => {
    expect(await findings(await startReceiver())).toEqual(["not-signed"]);
  });
});

describe("an example", () => {
  const given: Readonly<Record<string, { settings?: Record<string, unknown>; event?: string }>> = {
    "exec-bash": { settings: { file: "/dev/null" } },
    "exec-node": { event: "pod" },
    "exec-python-stream": { settings: { allowed: ["registry.example"] } },
  };

  const examples = globSync("*/plugin.toml", { cwd: path.join(projectRoot, "examples") })
    .map((file) => path.dirname(file))
    .filter((name) => name !== "isolate-pager");

  test("there are some, among them all that need something to be given", () => {
    expect(examples).toEqual(expect.arrayContaining(Object.keys(given)));
  });

  test.each(examples.toSorted())("%s gets nothing wrong", { timeout: 120_000 }, async (name) => {
    const { settings = {}, event = "deployment" } = given[name] ?? {};
    const directory = path.join(projectRoot, "examples", name);

    expect(await findings(directory, settings, event)).toEqual([]);
  });

  test.each([
    { example: "webhook-node", command: [process.execPath, "receiver.mjs"] },
    { example: "webhook-python", command: ["python3", "receiver.py"] },
  ])("$example gets nothing wrong, signatures included", { timeout: 120_000 }, async ({ example, command }) => {
    const secret = newSecret();
    const [program = "", ...args] = command;
    const env = { PATH: process.env["PATH"] ?? "", PORT: "0", WEBHOOK_SECRET: secret, PYTHONDONTWRITEBYTECODE: "1" };
    const cwd = path.join(projectRoot, "examples", example);
    const receiver = execa(program, args, { cwd, env, extendEnv: false, reject: false });
    onTestFinished(() => void receiver.kill("SIGKILL"));
    const [line] = (await once(receiver.stdout, "data")) as [Buffer];
    const url = `http://127.0.0.1:${/\d+/.exec(line.toString())?.[0]}/`;

    expect(await findings(url, { secret })).toEqual([]);
  });

  test("isolate-pager gets nothing wrong where there is a pager", { timeout: 120_000 }, async () => {
    const origin = new URL(await startReceiver()).origin;
    const directory = path.join(await scratchFolder(), "isolate-pager");
    await cp(path.join(projectRoot, "examples/isolate-pager"), directory, { recursive: true });
    for (const name of ["plugin.toml", "index.ts"]) {
      const file = path.join(directory, name);
      await writeFile(file, (await readFile(file, "utf8")).replaceAll("https://api.pager.example", origin));
    }

    expect(await findings(directory, { token: "hush", allowPrivate: [origin] })).toEqual([]);
  });

  test("that is for another kind refuses, and is told to be tried with that", async () => {
    expect(await findings(path.join(projectRoot, "examples/exec-node"))).toEqual(["refuses"]);
  });
});

async function findings(plugin: string, settings: Record<string, unknown> = {}, name = "deployment") {
  const { spec } = readPlugin(plugin, { file: "settings", tree: settings }, process.env);
  const found = await conform(spec, namedEvent(name) as KwatchmanEvent);
  return found.map(({ code }) => code);
}

/** Answers 200 to everything. */
async function startReceiver(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
