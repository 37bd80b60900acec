import { describe, expect, test } from "vitest";
import { filesOf } from "./documents.ts";
import { startEndpoint } from "./plugins/endpoint.ts";
import { startSynced } from "./plugins/shop.ts";
import { deployment, newImage, startWatchedCluster } from "./watched-cluster.ts";

const files = filesOf("README.md");
const secret = `whsec_${Buffer.alloc(32).toString("base64")}`;

describe("the five wishes of the README come true:", () => {
  test("a new image is told in Slack, another number of replicas is not, nor is what is left out", async () => {
    const [web, tried] = [deployment("web", "shop-eu"), deployment("web", "shop-test")];
    const slack = await startEndpoint();
    const { cwd, cluster } = await startWatchedCluster(files, web, tried);
    await startSynced("slack.toml", cwd, { SLACK_WEBHOOK_URL: slack.url });

    cluster.patch(web, { spec: { replicas: 5 } });
    cluster.patch(tried, newImage("registry.example.com/web:2"));
    cluster.patch(web, newImage("registry.example.com/web:2"));

    await expect.poll(() => slack.requests.length, { timeout: 30_000 }).toBe(1);
    expect(slack.requests[0]?.body).toContain("shop-eu/web");
    expect(slack.requests[0]?.body).toContain("+  image: registry.example.com/web:2");
  });

  test("each team hears of what is its own", async () => {
    const [web, till] = [deployment("web", "shop-eu"), deployment("till", "tills", { team: "pay" })];
    const [shop, pay] = [await startEndpoint(), await startEndpoint()];
    const { cwd, cluster } = await startWatchedCluster(files, web, till);
    await startSynced("teams.toml", cwd, { SHOP_WEBHOOK_URL: shop.url, PAY_WEBHOOK_URL: pay.url });

    for (const one of [web, till]) cluster.patch(one, newImage("registry.example.com/new:2"));

    await expect.poll(() => [shop.requests.length, pay.requests.length], { timeout: 30_000 }).toEqual([1, 1]);
    expect(shop.requests[0]?.body).toContain("shop-eu/web");
    expect(pay.requests[0]?.body).toContain("tills/till");
  });

  test("what has the label is told when it is deleted, or loses the label, and nothing else is", async () => {
    const labels = { protected: "" };
    const [web, api, other] = [
      deployment("web", "shop", labels),
      deployment("api", "shop", labels),
      deployment("other", "shop"),
    ];
    const { cwd, cluster } = await startWatchedCluster(files, web, api, other);
    const host = await startSynced("deletes.toml", cwd);

    cluster.delete(other);
    cluster.patch(api, newImage("registry.example.com/api:2"));
    cluster.patch(api, { metadata: { labels: { protected: null } } });
    cluster.delete(web);

    const deleted = (subject: string) => expect.objectContaining({ action: "delete", subject }) as unknown;
    await host.until(() => {
      expect(host.changes()).toEqual(expect.arrayContaining([deleted("shop/api"), deleted("shop/web")]));
    });
    expect(host.changes()).toHaveLength(2);
  });

  test("one's own system is posted the event", async () => {
    const system = await startEndpoint();
    const config = files["webhook.toml"]?.replace("https://tickets.example/hook", system.url) ?? "";
    const { cwd, cluster } = await startWatchedCluster({ "webhook.toml": config }, deployment("web", "shop"));
    await startSynced("webhook.toml", cwd, { TICKET_SECRET: secret });

    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "colours", namespace: "shop" } });

    await expect.poll(() => system.requests.length, { timeout: 30_000 }).toBe(1);
    expect(JSON.parse(system.requests[0]?.body ?? "")).toMatchObject({
      type: "dev.kwatchman.resource.add.v1",
      subject: "shop/colours",
    });
  });

  test("images without a fixed version are told, others not", async () => {
    const images = [
      "web",
      "web:latest",
      "registry:5000/shop/web",
      "web:1.7",
      "registry:5000/shop/web:1.7",
      "web@sha256:0",
    ];
    const { cwd, cluster } = await startWatchedCluster(files, deployment("web", "shop"));
    const host = await startSynced("latest.toml", cwd);

    images.forEach((image, index) => {
      const one = deployment(`web-${index}`, "shop");
      cluster.create({ ...one, spec: { template: { spec: { containers: [{ name: "web", image }] } } } });
    });

    const passed = () => host.changes().map(({ subject }) => String(subject));
    await host.until(() => expect(passed()).toHaveLength(3));
    cluster.delete(deployment("web", "shop"));
    await host.until(() => expect(passed()).toContain("shop/web"));
    expect(new Set(passed())).toEqual(new Set(["shop/web-0", "shop/web-1", "shop/web-2", "shop/web"]));
  });
});

test("the plugin of the README warns of what is scaled to nothing", async () => {
  const web = deployment("web", "shop");
  const config = 'pluginDirs = ["./my-plugins"]\n[[resource]]\nkind = "deployment"\n[[handler]]\nname = "replicas"\n';
  const { cwd, cluster } = await startWatchedCluster({ ...files, "config.toml": config }, web);
  const host = await startSynced("config.toml", cwd);

  cluster.patch(web, { spec: { replicas: 0 } });

  await host.until((lines) =>
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "warn", output: { message: "scaled to nothing", subject: "shop/web" } }),
    ),
  );
});
