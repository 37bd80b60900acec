import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { startEndpoint } from "../docs/plugins/endpoint.ts";
import { type Shop, startShop, startSynced, web } from "../docs/plugins/shop.ts";

const resource = '[[resource]]\nkind = "deployment"\n';

/** A checkout with a copy of the example, its texts changed as its README asks for, and a configuration with this handler. */
async function shopWith(
  example: string,
  handlers: string,
  changed: readonly [string, string] = ["", ""],
): Promise<Shop> {
  const shop = await startShop({ "config.toml": `pluginDirs = ["./my-plugins"]\n${resource}${handlers}` });
  const folder = path.join(shop.cwd, "my-plugins", example);
  await cp(path.join(projectRoot, "examples", example), folder, { recursive: true });
  for (const file of ["plugin.toml", "index.ts"]) {
    const text = await readFile(path.join(folder, file), "utf8").catch(() => undefined);
    if (text !== undefined) await writeFile(path.join(folder, file), text.replaceAll(...changed));
  }
  return shop;
}

describe("isolate-pager", () => {
  test("pages for what is deleted, and for nothing else, with its token, after a 429 and a 503", async () => {
    const endpoint = await startEndpoint(429, 503);
    const { origin } = new URL(endpoint.url);
    const handler = `[[handler]]\nname = "isolate-pager"\ntoken = { env = "PAGER_TOKEN" }\nallowPrivate = ["${origin}"]\n`;
    const { cwd, cluster } = await shopWith("isolate-pager", handler, ["https://api.pager.example", origin]);
    const host = await startSynced("config.toml", cwd, { PAGER_TOKEN: "hush-hush" });

    cluster.patch(web(), { spec: { replicas: 0 } });
    cluster.delete(web());

    await expect.poll(() => endpoint.requests, { timeout: 45_000 }).toHaveLength(3);
    const incidents = endpoint.requests.map(({ body }) => JSON.parse(body) as unknown);
    expect(incidents[0]).toMatchObject({
      service: "kubernetes",
      summary: expect.stringContaining("shop/web") as unknown,
    });
    expect(incidents).toEqual([incidents[0], incidents[0], incidents[0]]);
    expect(endpoint.requests[0]?.authorization).toBe("Bearer hush-hush");
    expect(host.output()).not.toContain("hush-hush");
  });

  test("gives an incident up that the pager refuses", async () => {
    const endpoint = await startEndpoint(403);
    const { origin } = new URL(endpoint.url);
    const handler = `[[handler]]\nname = "isolate-pager"\ntoken = "hush-hush"\nallowPrivate = ["${origin}"]\n`;
    const { cwd, cluster } = await shopWith("isolate-pager", handler, ["https://api.pager.example", origin]);
    const host = await startSynced("config.toml", cwd);

    cluster.delete(web());

    await host.until((lines) =>
      expect(lines).toContainEqual(
        expect.objectContaining({ msg: "dead letter", handler: "isolate-pager", attempt: 1 }),
      ),
    );
  });
});

describe("isolate-no-latest", () => {
  test("stops what has no fixed version, says why, and lets the rest pass", async () => {
    const handlers = '[[handler]]\nname = "isolate-no-latest"\nexempt = ["tool"]\n[[handler]]\nname = "log"\n';
    const { cwd, cluster } = await shopWith("isolate-no-latest", handlers);
    const host = await startSynced("config.toml", cwd);

    const images = {
      bare: "web",
      latest: "r.example:5000/web:latest",
      exempt: "tool:latest",
      fixed: "r.example:5000/web:1.7",
      digest: "web@sha256:00",
    };
    for (const [name, image] of Object.entries(images)) {
      cluster.create({ ...web(name), spec: { template: { spec: { containers: [{ name: "web", image }] } } } });
    }

    const passed = ["shop/digest", "shop/exempt", "shop/fixed", "shop/unowned", "shop/web"];
    await host.until(() =>
      expect(
        host
          .changes()
          .map(({ subject }) => subject)
          .toSorted((one, other) => (String(one) < String(other) ? -1 : 1)),
      ).toEqual(passed),
    );
    const output = { message: "an image has no fixed version", subject: "shop/latest", images: [images.latest] };
    await host.until((lines) =>
      expect(lines).toContainEqual(expect.objectContaining({ level: "warn", handler: "isolate-no-latest", output })),
    );
  });
});
