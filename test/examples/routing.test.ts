import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { projectRoot, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";

const patience = { timeout: 45_000, interval: 50 };

test("examples/routing posts to one channel for the shop, to another for the rest, deletions to both", async () => {
  const slack = await startSlack();
  const cwd = await scratchFolder();
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  const settings = (namespace: string, name: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data: { colour: "red" },
  });
  const [web, staging, dns] = [settings("shop", "web"), settings("shop-test", "api"), settings("kube-system", "dns")];
  for (const name of ["shop", "shop-test"]) cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  for (const object of [web, staging, dns]) cluster.create(object);
  const host = startKwatchman(["-c", path.join(projectRoot, "examples/routing/config.toml"), "-k", "kubeconfig"], {
    cwd,
    env: { SHOP_WEBHOOK_URL: `${slack.url}shop`, PLATFORM_WEBHOOK_URL: `${slack.url}platform` },
  });
  await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("all resources are synced"));
  slack.posts.length = 0;

  for (const object of [web, staging, dns]) cluster.patch(object, { data: { colour: "blue" } });
  await expect.poll(() => slack.posts, patience).toHaveLength(3);
  cluster.delete(web);
  await expect.poll(() => slack.posts, patience).toHaveLength(5);

  const to = (channel: string): string[] =>
    slack.posts.flatMap((post) => (post.channel === channel ? [post.body] : []));
  expect(subjectsIn(to("shop"))).toEqual(["shop-test/api", "shop/web", "shop/web"]);
  expect(subjectsIn(to("platform"))).toEqual(["kube-system/dns", "shop/web"]);
});

function subjectsIn(bodies: readonly string[]): string[] {
  return bodies.map((body) => /(?:shop|shop-test|kube-system)\/(?:web|api|dns)/.exec(body)?.[0] ?? body).toSorted();
}

/** Keeps what is posted, by the last part of the URL. */
async function startSlack() {
  const posts: { channel: string; body: string }[] = [];
  const keep = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    posts.push({ channel: request.url?.slice(1) ?? "", body: await text(request) });
    response.end("ok");
  };
  const server = createServer((request, response) => void keep(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, posts };
}
