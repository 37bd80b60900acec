import path from "node:path";
import { Webhook } from "standardwebhooks";
import { expect, onTestFinished, test } from "vitest";
import { type EmbeddedCluster, startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { runKwatchman, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { writeFiles } from "../docs/write-files.ts";
import { healthOf } from "../health/health-client.ts";
import { newSecret } from "./webhook/load.ts";
import { json, startReceiver } from "./webhook/receiver.ts";

const config = `[retry]
backoff = "20ms"
[store]
kind = "memory"
[http]
address = "127.0.0.1:0"
[[resource]]
kind = "configmap"
namespaces = ["shop"]
[[handler]]
name = "hook"
runtime = "webhook"
url = { env = "HOOK_URL" }
secret = { env = "HOOK_SECRET" }
headers = { authorization = { env = "HOOK_TOKEN" } }
[[handler]]
name = "log"
`;

async function startCluster(folder: string): Promise<EmbeddedCluster> {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(folder, "kubeconfig"));
  return cluster;
}

test("a webhook in the configuration gets each change, is tried again, and when it is gone is passed over until a reload", async () => {
  const cwd = await scratchFolder();
  await writeFiles(cwd, { "config.toml": config });
  const cluster = await startCluster(cwd);
  const receiver = await startReceiver([
    { status: 503, body: "I know your Bearer hunter2" },
    json({ next: true, reason: "seen" }),
    { status: 410 },
  ]);
  const secret = newSecret();
  const env = { HOOK_URL: `${receiver.origin}/hook/s3cret`, HOOK_SECRET: secret, HOOK_TOKEN: "Bearer hunter2" };
  const host = startKwatchman(["-k", "kubeconfig", "-z", "debug"], { cwd, env });
  await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("all resources are synced"));
  // Files are looked at once after the start: a webhook that is gone before that would be asked again.
  await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("nothing to reload"));
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  const create = (name: string) =>
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "shop", name } });

  create("first");
  const changed = () => host.changes().filter(({ msg }) => msg === "change");
  await host.until(() => expect(changed()).toMatchObject([{ subject: "shop/first" }]));
  for (const { headers, body } of receiver.received) {
    expect(new Webhook(secret).verify(body.toString(), headers as Record<string, string>)).toMatchObject({
      subject: "shop/first",
    });
    expect(headers.authorization).toBe("Bearer hunter2");
  }
  expect(receiver.received.map(({ headers }) => headers["kwatchman-attempt"])).toEqual(["1", "2"]);

  // The first look at the files ends in a reload, too: one that came later would ask a webhook again that is gone.
  await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("nothing to reload"));
  create("second");
  await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("dead letter"));
  create("third");
  await host.until(() => expect(changed().map(({ subject }) => subject)).toContain("shop/third"));
  expect(receiver.received).toHaveLength(3);

  const health = await healthOf(host);
  await health.untilMetrics('kwatchman_handler_passed_over_total{handler="hook"} 1');
  const { status, body } = await health.get("/readyz");
  expect(status).toBe(200);
  expect(body).toContain(`[!] handler hook: switched off until a reload: ${receiver.origin} answered 410 (Gone)\n`);

  host.kill("SIGHUP");
  await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("reloaded"));
  create("fourth");
  await host.until(() => expect(changed().map(({ subject }) => subject)).toContain("shop/fourth"));
  expect(receiver.received).toHaveLength(4);
  host.kill("SIGTERM");
  expect(await host.ended).toBe(0);

  const failures = host.lines().filter(({ msg }) => msg === "handler failed, retrying" || msg === "dead letter");
  expect(failures).toMatchObject([
    {
      handler: "hook",
      subject: "shop/first",
      error: { code: "503", message: expect.stringContaining("I know your ***") },
    },
    { handler: "hook", subject: "shop/second", error: { code: "410" } },
  ]);
  for (const told of ["s3cret", secret, "hunter2"]) expect(host.output()).not.toContain(told);
});

test("check says of a webhook whether it could be reached, and posts nothing", async () => {
  const cwd = await scratchFolder();
  await writeFiles(cwd, { "config.toml": config });
  await startCluster(cwd);
  const receiver = await startReceiver();
  const env = { HOOK_SECRET: newSecret(), HOOK_TOKEN: "Bearer hunter2" };
  const check = (url: string) => runKwatchman(["check", "-k", "kubeconfig"], { cwd, env: { ...env, HOOK_URL: url } });

  expect(await check(`${receiver.origin}/hook`)).toMatchObject({ code: 0 });
  expect(receiver.received).toEqual([]);

  const unreachable = await check("http://127.0.0.1:1/hook/s3cret");
  expect(unreachable.code).toBe(2);
  expect(unreachable.stdout).toContain(
    "KW_OUTGOING_FAILED: Expected http://127.0.0.1:1 to answer: connect ECONNREFUSED",
  );
  expect(unreachable.stdout).not.toContain("s3cret");
});
