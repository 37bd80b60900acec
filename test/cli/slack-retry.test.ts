import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connectControlPlane, describeControlPlane } from "../control-plane/index.ts";
import { startKwatchman } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";

describeControlPlane("a handler that fails", () => {
  test("Slack answers 429, then 500, then 200: the message arrives once, with its diff, and is logged once", async () => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("slack");
    const kubectl = (...args: string[]): Promise<string> => plane.kubectl("-n", namespace, ...args);
    const slack = await startSlack([
      { status: 429, headers: { "retry-after": "1" } },
      { status: 500, headers: {} },
    ]);
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
      env: { SLACK_WEBHOOK_URL: slack.url },
    });
    await host.until((lines) => expect(lines.map((line) => line["msg"])).toContain("synced"));

    await kubectl("patch", "configmap", "settings", "--type=merge", "-p", '{"data":{"colour":"blue"}}');
    await host.until(() => expect(slack.delivered).toHaveLength(1));
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);

    expect(slack.requests).toBe(3);
    expect(slack.delivered).toHaveLength(1);
    expect(slack.delivered[0]).toContain("blue");
    expect(slack.delivered[0]).toContain(`${namespace}/settings`);
    expect(host.changes()).toHaveLength(1);
    const failures = host.lines().filter((line) => line["msg"] === "handler failed, retrying");
    expect(failures).toHaveLength(2);
    expect(failures[0]).toMatchObject({ handler: "slack", subject: `${namespace}/settings` });
    expect(host.output()).not.toContain(slack.url);
  });
});

interface SlackEndpoint {
  readonly url: string;
  /** The bodies that were answered with 200. */
  readonly delivered: string[];
  readonly requests: number;
}

/** An incoming webhook that answers as told, then with 200. */
async function startSlack(
  answers: readonly { status: number; headers: Record<string, string> }[],
): Promise<SlackEndpoint> {
  const delivered: string[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const answer = answers[requests] ?? { status: 200, headers: {} };
      requests += 1;
      if (answer.status === 200) delivered.push(body);
      response.writeHead(answer.status, answer.headers).end(answer.status === 200 ? "ok" : "no");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/s3cret`,
    delivered,
    get requests() {
      return requests;
    },
  };
}
