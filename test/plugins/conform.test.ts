import { globSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import { namedEvent } from "../../sdk/samples/named-events.ts";
import { conform } from "../../src/plugin/conform/conform.ts";
import { type FindingCode, findingKinds } from "../../src/plugin/conform/findings.ts";
import { readPlugin } from "../../src/plugin/read-plugin.ts";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { newSecret } from "../runtimes/webhook/load.ts";

const broken = path.join(import.meta.dirname, "broken");

/** What is found in each of the broken plugins, one mistake in each but the last. */
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
  "module-answers-wrong": ["needs-old-object", "keeps-state"],
};

describe("a broken plugin", () => {
  test("there is none that is not tried", () => {
    expect(Object.keys(mistakes).toSorted()).toEqual(globSync("*", { cwd: broken }).toSorted());
  });

  test.each(Object.entries(mistakes))("%s is found to have got this wrong", { timeout: 120_000 }, async (name, codes) => {
    expect(await findings(path.join(broken, name))).toEqual(codes);
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
    "isolate-pager": { settings: { token: "hush" } },
  };

  const examples = globSync("*/plugin.toml", { cwd: path.join(projectRoot, "examples") }).map((file) =>
    path.dirname(file),
  );

  test.each(examples.toSorted())("%s gets nothing wrong", { timeout: 120_000 }, async (name) => {
    const { settings = {}, event = "deployment" } = given[name] ?? {};
    const directory = path.join(projectRoot, "examples", name);

    expect(await findings(directory, settings, event)).toEqual([]);
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
