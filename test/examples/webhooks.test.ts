import path from "node:path";
import { execa } from "execa";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { deploymentEvent, startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { projectRoot, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { newSecret } from "../runtimes/webhook/load.ts";

const patience = { timeout: 30_000, interval: 50 };

const receivers = [
  { example: "webhook-node", command: [process.execPath, "receiver.mjs"] },
  { example: "webhook-python", command: ["python3", "receiver.py"] },
];

/** An example that listens. */
interface Receiver {
  readonly url: string;
  /** What it has printed. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

describe.each(receivers)("examples/$example", ({ example, command: [program = "", ...args] }) => {
  const folder = path.join(projectRoot, "examples", example);

  async function startReceiver(secret: string): Promise<Receiver> {
    const env = { PATH: process.env["PATH"] ?? "", PORT: "0", WEBHOOK_SECRET: secret, PYTHONDONTWRITEBYTECODE: "1" };
    const child = execa(program, args, { cwd: folder, env, extendEnv: false, all: true, reject: false });
    let output = "";
    child.all.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    const port = await vi.waitFor(() => {
      const [, listening] = /listening at port (\d+)/.exec(output) ?? [];
      if (listening === undefined) throw new Error(`Expected a port, got ${output}`);
      return listening;
    }, patience);
    return {
      url: `http://127.0.0.1:${port}/`,
      output: () => output,
      stop: async () => {
        child.kill("SIGKILL");
        await child;
      },
    };
  }

  async function start(secret: string): Promise<Receiver> {
    const receiver = await startReceiver(secret);
    onTestFinished(() => receiver.stop());
    return receiver;
  }

  test("opens a ticket for each change that kwatchman tells it of", async () => {
    const secret = newSecret();
    const { url, output } = await start(secret);
    const cwd = await scratchFolder();
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
    const web = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "default" } };
    cluster.create({ ...web, spec: { replicas: 3 } });
    const host = startKwatchman(["-c", path.join(folder, "config.toml"), "-k", "kubeconfig"], {
      cwd,
      env: { TICKET_URL: url, WEBHOOK_SECRET: secret },
    });
    await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("all resources are synced"));

    cluster.patch(web, { spec: { replicas: 4 } });
    await host.until(() => expect(host.changes()).not.toEqual([]));

    expect(output()).toContain(": update Deployment default/web\n");
    expect(host.lines().filter(({ msg }) => msg === "handler failed, retrying")).toEqual([]);
  });

  test("answers the same to an event that comes again", async () => {
    const secret = newSecret();
    const { url, output } = await start(secret);
    const first = await post(url, secret, deploymentEvent());
    expect(first).toEqual({ status: 200, answer: { patch: [{ op: "add", path: "/ticket", value: "OPS-1" }] } });
    expect(await post(url, secret, deploymentEvent())).toEqual(first);
    expect(await post(url, secret, deploymentEvent({ resourceVersion: "8" }))).toMatchObject({ status: 200 });
    expect(output().match(/OPS-/g)).toHaveLength(2);
  });

  test("takes either secret while one is being replaced, and no other", async () => {
    const [older, newer] = [newSecret(), newSecret()];
    const { url, output } = await start(`${newer} ${older}`);
    expect(await post(url, older, deploymentEvent())).toMatchObject({ status: 200 });
    expect(await post(url, newer, deploymentEvent())).toMatchObject({ status: 200 });
    expect(await post(url, newSecret(), deploymentEvent({ uid: "another" }))).toMatchObject({ status: 401 });
    expect(output().match(/OPS-/g)).toHaveLength(1);
  });

  describe("whatever it is sent,", () => {
    const secret = newSecret();
    let receiver: Receiver;
    beforeAll(async () => {
      receiver = await startReceiver(secret);
    });
    afterAll(() => receiver.stop());

    test.each([
      { wrong: "a body that was changed", changed: { body: "{}" } },
      { wrong: "a request of an hour ago", changed: { at: new Date(Date.now() - 3_600_000) } },
      { wrong: "a request of tomorrow", changed: { at: new Date(Date.now() + 86_400_000) } },
      { wrong: "another event's id", changed: { headers: { "webhook-id": "another" } } },
      { wrong: "no signature", changed: { headers: { "webhook-signature": "" } } },
      { wrong: "half a signature", changed: { headers: { "webhook-signature": "v1,AAAA v2" } } },
      { wrong: "no time", changed: { headers: { "webhook-timestamp": "now" } } },
    ])("refuses $wrong", async ({ changed }) => {
      expect(await post(receiver.url, secret, deploymentEvent(), changed)).toMatchObject({ status: 401 });
    });

    test("refuses a body that is too long, unread", async () => {
      const event = { id: "x", padding: "x".repeat(9_000_000) };
      // The connection may end before all of it is sent.
      const refused = await post(receiver.url, secret, event).catch(() => ({ status: 413 }));
      expect(refused.status).toBe(413);
      expect(await post(receiver.url, secret, deploymentEvent())).toMatchObject({ status: 200 });
    });

    test("says so if it cannot make anything of an event", async () => {
      expect(await post(receiver.url, secret, { id: "x" })).toMatchObject({ status: 500, answer: { error: {} } });
    });
  });
});

async function post(
  url: string,
  secret: string,
  event: { readonly id: string },
  changed: { at?: Date; body?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<{ status: number; answer: unknown }> {
  const body = JSON.stringify(event);
  const { at = new Date() } = changed;
  const headers = {
    "content-type": "application/cloudevents+json; charset=utf-8",
    "webhook-id": event.id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(event.id, at, body),
    ...changed.headers,
  };
  const response = await fetch(url, { method: "POST", headers, body: changed.body ?? body });
  return { status: response.status, answer: await response.json() };
}
