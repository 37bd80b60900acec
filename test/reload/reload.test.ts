import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createMap, firstConfig, type ReloadingHost, startReloadingHost } from "./reloading-host.ts";

async function readyz(host: ReloadingHost): Promise<{ status: number; body: string }> {
  const address = String(host.lines().find(({ msg }) => msg === "health server listens")?.["address"]);
  const response = await fetch(`http://${address}/readyz`);
  return { status: response.status, body: await response.text() };
}

const module = (word: string): string =>
  `export default { handle(event, { log }) { log.info("told", { told: "${word} " + event.subject }); } };\n`;

describe("the configuration file", () => {
  test("a handler's settings, and its place in the chain, are taken over without a restart", async () => {
    const host = await startReloadingHost();
    createMap(host.cluster, "a");
    await host.until(() => expect(host.told()).toEqual(["teller one default/a"]));
    await host.edit("config.toml", (text) =>
      text.replace('name = "teller"', 'name = "first"\nplugin = "teller"\nword = "zero"\n[[handler]]\nname = "teller"'),
    );
    expect(await host.reloaded(1)).toMatchObject({
      generation: 2,
      handlers: ["first", "teller"],
      joined: ["first"],
      left: [],
    });
    createMap(host.cluster, "b");
    await host.until(() => expect(host.told().slice(1)).toEqual(["first zero default/b", "teller one default/b"]));
    await host.edit("config.toml", (text) => text.replace('word = "zero"', 'word = "null"'));
    expect(await host.reloaded(2)).toMatchObject({ generation: 3, joined: ["first"], left: ["first"] });
    createMap(host.cluster, "c");
    await host.until(() => expect(host.told().slice(3)).toEqual(["first null default/c", "teller one default/c"]));
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
  });

  test("a module that goes on as it was is set up again, on the new chain's hooks", async () => {
    const host = await startReloadingHost({
      "plugins/teller/index.js": `let times = 0;
export default {
  setup(hooks, { log }) {
    times += 1;
    const chain = times;
    log.info("told", { told: "set up " + chain });
    hooks.stop.tapPromise("teller", async ({ reason }) => log.info("told", { told: "stop " + chain + " " + reason }));
  },
  handle() {},
};
`,
    });
    await host.edit("config.toml", (text) => `${text}[[handler]]\nname = "diff"\n`);
    expect(await host.reloaded(1)).toMatchObject({ joined: ["diff"], left: [] });
    await host.until(() =>
      expect(host.told()).toEqual(["teller set up 1", "teller set up 2", "teller stop 1 reloaded"]),
    );
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
    expect(host.told().at(-1)).toBe("teller stop 2 SIGTERM");
  });

  test("a resource joins with its first list, and one that leaves is watched no longer", async () => {
    const host = await startReloadingHost();
    host.cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    await host.edit("config.toml", (text) => text.replace('kind = "configmap"', 'kind = "namespace"'));
    await host.reloaded(1);
    await host.until(() => expect(host.told()).toContain("teller one shop"));
    host.cluster.clearRequests();
    createMap(host.cluster, "unseen");
    host.cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "last" } });
    await host.until(() => expect(host.told()).toContain("teller one last"));
    expect(host.told().join()).not.toContain("unseen");
    expect((await readyz(host)).body).toMatch(/^ready\n\[\+\] namespace: [^\n]*\n$/);
  });

  test("a kind that nobody knows is told, and fails the readiness; the host runs on", async () => {
    const host = await startReloadingHost();
    await host.edit("config.toml", (text) =>
      text.replace("[[handler]]", '[[resource]]\nkind = "nonsense"\n[[handler]]'),
    );
    await host.until((lines) => expect(JSON.stringify(lines)).toContain("resource cannot be watched"));
    expect(await readyz(host)).toMatchObject({
      status: 503,
      body: expect.stringContaining("[-] nonsense: failing") as string,
    });
    createMap(host.cluster, "a");
    await host.until(() => expect(host.told()).toEqual(["teller one default/a"]));
    await host.write({ "config.toml": firstConfig });
    await expect.poll(async () => (await readyz(host)).status, { timeout: 45_000 }).toBe(200);
  });

  test("a mistake leaves all as it was, is told once with its place, and again on SIGHUP; mended, it is taken over", async () => {
    const host = await startReloadingHost();
    await host.edit("config.toml", (text) => text.replace('word = "one"', 'word = 1\nwhen = { kind = ["a"] }'));
    await host.refused("Expected `handler[0].word` to be a string, got `1` (number) in config.toml:15");
    await host.refused("did you mean `kinds`?");
    expect((await readyz(host)).body).toContain("[!] reload: not taken over: Expected");
    createMap(host.cluster, "a");
    await host.until(() => expect(host.told()).toEqual(["teller one default/a"]));
    const refusals = (): number => host.lines().filter(({ msg }) => msg === "not taken over").length;
    expect(refusals()).toBe(2);
    host.kill("SIGHUP");
    await host.until(() => expect(refusals()).toBe(4));
    await host.edit("config.toml", () => firstConfig.replace('"one"', '"two"'));
    await host.reloaded(1);
    expect((await readyz(host)).body).not.toContain("reload");
  });

  test("what needs a restart is refused by name, and nothing else of the file is taken over", async () => {
    const host = await startReloadingHost();
    await host.edit("config.toml", (text) =>
      text.replace("[store]", "[store]\nmaxDeadLetters = 5").replace('"one"', '"two"'),
    );
    await host.refused(
      "Expected `store` to be as it was when kwatchman started, got another in config.toml:4: it needs a restart",
    );
    createMap(host.cluster, "a");
    await host.until(() => expect(host.told()).toEqual(["teller one default/a"]));
  });

  test("a secret in a file that is rotated is taken over, and the new one is masked, too", async () => {
    const host = await startReloadingHost({
      "token.txt": "old-secret\n",
      "config.toml": firstConfig.replace('"one"', '{ file = "token.txt" }'),
    });
    await host.write({ "token.txt": "new-secret\n" });
    await host.reloaded(1);
    createMap(host.cluster, "a");
    await host.until(() => expect(host.told()).toEqual(["teller *** default/a"]));
    expect(host.output()).not.toContain("new-secret");
  });
});

describe("the drop-in folder", () => {
  test("a module joins the end of the chain and leaves it; changed, it keeps its old code, and that is said", async () => {
    const host = await startReloadingHost();
    await host.write({ "drop.d/b.module.js": module("b"), "drop.d/a.module.js": module("a") });
    expect(await host.reloaded(1)).toMatchObject({ handlers: ["teller", "a", "b"], joined: ["a", "b"] });
    createMap(host.cluster, "one");
    const one = ["teller one default/one", "a a default/one", "b b default/one"];
    await host.until(() => expect(host.told()).toEqual(one));
    await host.write({ "drop.d/a.module.js": module("changed") });
    await host.until((lines) =>
      expect(lines.map(({ msg }) => msg)).toContain("module changed, its old code runs until a restart"),
    );
    await host.remove("drop.d/b.module.js");
    expect(await host.reloaded(2)).toMatchObject({ handlers: ["teller", "a"], left: ["b"] });
    createMap(host.cluster, "two");
    await host.until(() => expect(host.told().slice(3)).toEqual(["teller one default/two", "a a default/two"]));
  });

  test("a broken entry is told at the start and later, and is in nobody's way", async () => {
    const host = await startReloadingHost({ "drop.d/readme.txt": "hello\n" });
    await host.refused("Expected a plugin in the drop-in folder");
    await host.write({ "drop.d/good.module.js": module("good"), "drop.d/bad.module.js": "export default 5;\n" });
    await host.refused("bad.module.js to have a plugin as its default export");
    expect(await host.reloaded(1)).toMatchObject({ handlers: ["teller", "good"] });
    await host.remove("drop.d/readme.txt");
    await host.remove("drop.d/bad.module.js");
    await expect.poll(async () => (await readyz(host)).body, { timeout: 45_000 }).not.toContain("reload");
  });

  test("a ConfigMap mount, which swaps a link, is followed", async () => {
    const host = await startReloadingHost();
    const mount = path.join(host.cwd, "drop.d");
    const publish = async (version: string, files: Readonly<Record<string, string>>): Promise<void> => {
      await mkdir(path.join(mount, `..${version}`));
      for (const [name, text] of Object.entries(files)) await writeFile(path.join(mount, `..${version}`, name), text);
      await symlink(`..${version}`, path.join(mount, "..data_tmp"));
      await rename(path.join(mount, "..data_tmp"), path.join(mount, "..data"));
    };
    await publish("v1", { "a.module.js": module("a"), "b.module.js": module("b") });
    for (const name of ["a", "b"]) await symlink(`..data/${name}.module.js`, path.join(mount, `${name}.module.js`));
    await host.reloaded(1);
    // The same content at another place is no other plugin.
    await publish("v2", { "a.module.js": module("a") });
    expect(await host.reloaded(2)).toMatchObject({ handlers: ["teller", "a"], joined: [], left: ["b"] });
    expect(host.output()).not.toContain("module changed");
  });
});
