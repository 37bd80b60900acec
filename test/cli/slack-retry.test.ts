import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { connectControlPlane, describeControlPlane } from "../control-plane/index.ts";
import { startReceiver } from "../runtimes/webhook/receiver.ts";
import { startKwatchman } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { untilSaid } from "./until-said.ts";

describeControlPlane("a handler that fails", () => {
  test("Slack answers 429, then 500, then 200: the message arrives once, with its diff, and is logged once", async () => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("slack");
    const kubectl = (...args: string[]): Promise<string> => plane.kubectl("-n", namespace, ...args);
    const slack = await startReceiver([
      { status: 429, headers: { "retry-after": "1" }, body: "no" },
      { status: 500, body: "no" },
      { body: "ok" },
    ]);
    const url = `${slack.origin}/services/T0/B0/s3cret`;
    const folder = await scratchFolder();
    await writeFile(
      path.join(folder, "config.toml"),
      `[retry]
backoff = "50ms"
[[resource]]
kind = "configmap"
[[handler]]
name = "diff"
[[handler]]
name = "log"
[[handler]]
name = "slack"
clusterName = "prod"
webhookURL = { env = "SLACK_WEBHOOK_URL" }
`,
    );
    await kubectl("create", "configmap", "settings", "--from-literal=colour=red");
    const host = startKwatchman(["-n", namespace, "-k", plane.kubeconfigFile], {
      cwd: folder,
      env: { SLACK_WEBHOOK_URL: url },
    });
    await untilSaid(host, "synced");

    await kubectl("patch", "configmap", "settings", "--type=merge", "-p", '{"data":{"colour":"blue"}}');
    await host.until(() => expect(slack.received).toHaveLength(3));
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);

    expect(slack.received).toHaveLength(3);
    const delivered = slack.received[2]?.body.toString();
    expect(delivered).toContain("blue");
    expect(delivered).toContain(`${namespace}/settings`);
    expect(host.changes()).toHaveLength(1);
    const failures = host.lines().filter((line) => line["msg"] === "handler failed, retrying");
    expect(failures).toHaveLength(2);
    expect(failures[0]).toMatchObject({ handler: "slack", subject: `${namespace}/settings` });
    expect(host.output()).not.toContain(url);
  });
});
