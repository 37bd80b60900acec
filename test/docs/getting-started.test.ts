import { expect, test } from "vitest";
import { filesOf } from "./documents.ts";
import { startSynced } from "./plugins/shop.ts";
import { deployment, newImage, startWatchedCluster } from "./watched-cluster.ts";

const files = filesOf("docs/getting-started.md");

test("what is done first is told in three lines: the add, the new image, the delete", async () => {
  const hello = deployment("hello", "default");
  const { cwd, cluster } = await startWatchedCluster(files);
  const host = await startSynced("first.toml", cwd);

  cluster.create(hello);
  await host.until(() => expect(host.changes()).toHaveLength(1));
  cluster.patch(hello, newImage("registry.example.com/hello:2"));
  cluster.patch(hello, { status: { replicas: 1 } }, { subresource: "status" });
  await host.until(() => expect(host.changes()).toHaveLength(2));
  cluster.delete(hello);

  await host.until(() => expect(host.changes().map(({ action }) => action)).toEqual(["add", "update", "delete"]));
  expect(host.changes()[1]).toMatchObject({
    diff: { text: expect.stringContaining("+  image: registry.example.com/hello:2") as string },
  });
});

test("a handler of one's own warns of what is scaled to nothing, by a file in a folder", async () => {
  const web = deployment("web", "shop");
  const { cwd, cluster } = await startWatchedCluster(files, web);
  const host = await startSynced("own.toml", cwd);

  cluster.patch(web, { spec: { replicas: 0 } });

  await host.until((lines) =>
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "warn", output: { message: "scaled to nothing", subject: "shop/web" } }),
    ),
  );
});
