import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster, deploymentEvent } from "../../sdk/testing/index.ts";
import { keepingLog } from "../../src/pipeline/fixtures/logs.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { systemClock } from "../../src/time/clock.ts";
import { entry, runKwatchman, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSaid } from "../cli/until-said.ts";
import { writePlugin } from "./host-run.ts";

/** Fails with an object until the object's value is "good", or a file named "recovered" is there. */
const fragile = {
  "plugin.toml": 'name = "fragile"\nversion = "1.0.0"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n',
  "index.js": `import { existsSync } from "node:fs";
export default {
  handle({ data }) {
    if (data.object.data.value === "good" || existsSync("recovered")) return;
    throw Object.assign(new Error("the token s3cret-token\\nis\\u001b[2J refused"), { code: "E401" });
  },
};
`,
};

const config = `pluginDirs = ["plugins"]
store.path = "state/kwatchman.db"
retry.attempts = 0
[[resource]]
kind = "configmap"
[[handler]]
name = "log"
[[handler]]
name = "fragile"
[[handler]]
name = "slack"
clusterName = "prod"
webhookURL = { env = "SLACK" }
when = { actions = ["delete"] }
`;

test("dead letters are listed, shown, retried and dropped, with a host running and without", async () => {
  const cwd = await scratchFolder();
  await writePlugin(cwd, "fragile", fragile);
  await writeFile(path.join(cwd, "config.toml"), config);
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  for (const name of ["a", "b", "c"]) {
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { value: "bad" } });
  }
  const deadLetters = (...args: string[]) => runKwatchman(["dead-letters", ...args], { cwd });
  const ids = async () =>
    (JSON.parse((await deadLetters("list", "--json")).stdout) as { id: number; wanted: unknown }[]).map(
      ({ id, wanted }) => [id, wanted],
    );

  // Without a store there is nothing to list, and the command says where it looked.
  const early = await deadLetters("list");
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining(path.join(cwd, "state/kwatchman.db")) });

  const env = { SLACK: "https://hooks.example/s3cret-token" };
  const startHost = () => startKwatchman(["run", "-k", "kubeconfig"], { cwd, env: { ...env } });
  const host = startHost();
  await host.until((lines) => expect(lines.filter(({ msg }) => msg === "dead letter")).toHaveLength(3));
  await expect.poll(ids, { timeout: 45_000 }).toEqual([
    [1, null],
    [2, null],
    [3, null],
  ]);

  const listed = await deadLetters("list");
  expect(listed.code).toBe(0);
  expect(listed.stdout).toMatch(
    /^1 +\S+Z +fragile +add +ConfigMap default\/a +1 +kept +E401: the token s3cret-token is \[2J refused$/m,
  );
  const shown = await deadLetters("show", "2");
  expect(shown.stdout).toMatch(/^not called again +log$/m);
  expect(shown.stdout).toContain('"subject": "default/b"');
  const asJson = JSON.parse((await deadLetters("show", "2", "--json")).stdout) as Record<string, unknown>;
  expect(asJson).toMatchObject({ id: 2, handler: "fragile", error: { code: "E401" }, event: { subject: "default/b" } });

  // The host that runs takes it up.
  await writeFile(path.join(cwd, "recovered"), "");
  expect(await deadLetters("retry", "1")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 dead letter is/),
  });
  expect(await deadLetters("drop", "2")).toMatchObject({ code: 0 });
  await host.until((lines) => {
    expect(lines).toContainEqual(expect.objectContaining({ msg: "dead letter delivered", letter: 1 }));
    expect(lines).toContainEqual(expect.objectContaining({ msg: "dead letter dropped", letter: 2 }));
  });
  await expect.poll(ids, { timeout: 45_000 }).toEqual([[3, null]]);
  host.kill("SIGTERM");
  expect(await host.ended).toBe(0);

  // Without one, the next start does.
  expect(await deadLetters("retry", "--all")).toMatchObject({ code: 0 });
  expect(await ids()).toEqual([[3, "retry"]]);
  const next = startHost();
  await untilSaid(next, "dead letter delivered");
  next.kill("SIGTERM");
  await next.ended;
  expect(await ids()).toEqual([]);
  // Every change is logged once: `log` had succeeded before the letters were retried.
  expect([...host.changes(), ...next.changes()]).toHaveLength(3);
});

describe("a long list goes to a pipe", () => {
  async function startListing() {
    const cwd = await scratchFolder();
    await writeFile(path.join(cwd, "config.toml"), 'store.path = "kwatchman.db"\n');
    const limits = { count: 3000, ageMs: Number.POSITIVE_INFINITY };
    const file = path.join(cwd, "kwatchman.db");
    const log = keepingLog();
    const store = openSqliteStore({ path: file, deadLetters: limits, log, clock: systemClock, random: Math.random });
    const event = deploymentEvent();
    const times = { attempts: 4, firstFailedAt: 1, lastFailedAt: 2, results: new Map() };
    for (let count = 0; count < limits.count; count += 1) {
      store.deadLetters.add({ event, handler: "fragile", error: { code: "E1", message: "x".repeat(1000) }, ...times });
    }
    await store.close();
    const child = spawn(process.execPath, [entry, "dead-letters", "list", "--json"], {
      cwd,
      env: { PATH: process.env["PATH"] ?? "", HOME: cwd },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  }

  test("whole, however slow its reader is", async () => {
    const child = await startListing();
    await once(child.stdout, "readable");
    // Longer than a process lingers that has done all it had to.
    await delay(1500);
    expect(JSON.parse(await text(child.stdout))).toHaveLength(3000);
  });

  test("as far as its reader wants it", async () => {
    const child = await startListing();
    await once(child.stdout, "data");
    child.stdout.destroy();
    expect(await text(child.stderr)).toBe("");
    expect(child.exitCode ?? (await once(child, "exit"))[0]).toBe(0);
  });
});

test("mistakes in naming letters are told", async () => {
  const cwd = await scratchFolder();
  await writeFile(path.join(cwd, "memory.toml"), 'store.kind = "memory"\n');
  const deadLetters = (...args: string[]) => runKwatchman(["dead-letters", ...args], { cwd });

  expect(await deadLetters("retry")).toMatchObject({ code: 2, stderr: expect.stringContaining("--all") });
  expect(await deadLetters("drop", "1", "--all")).toMatchObject({ code: 2 });
  expect(await deadLetters("show", "first")).toMatchObject({ code: 2, stderr: expect.stringContaining("number") });
  expect(await deadLetters("list", "-c", "memory.toml")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("KW_USAGE"),
  });
});
