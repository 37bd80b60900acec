import { mkdirSync, symlinkSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Workspace } from "./fixtures/workspace.ts";
import { loadConfiguration } from "./load-configuration.ts";

const workspace = new Workspace();
afterAll(() => workspace.remove());

const original = `[[resource]]
kind = "deployment"
[[resource]]
kind = "service"
[[handler]]
name = "diff"
[[handler]]
name = "log"
[[handler]]
name = "ignoreEvents"
events = ["Add", "Delete"]
[[handler]]
name = "slack"
clusterName = "prod"
webhookURL = "https://hooks.example/T0/B0/x"
`;

test("the original's file works unchanged, its flat keys being the plugins' settings", async () => {
  const { config, handlers, secrets } = await workspace.load("config.toml", original);

  expect(config.resources.map(({ kind }) => kind)).toEqual(["deployment", "service"]);
  expect(handlers.map(({ name, plugin, runtime }) => [name, plugin, runtime])).toEqual([
    ["diff", "diff", "module"],
    ["log", "log", "module"],
    ["ignoreEvents", "ignoreEvents", "module"],
    ["slack", "slack", "module"],
  ]);
  expect(handlers[2]?.settings).toEqual({ events: ["Add", "Delete"] });
  expect(handlers[3]?.settings).toMatchObject({ clusterName: "prod", webhookURL: "https://hooks.example/T0/B0/x" });
  expect(secrets).toEqual(["https://hooks.example/T0/B0/x"]);
});

test("what the user leaves out has its default", async () => {
  const { config, handlers } = await workspace.load("config.toml", original, { HOME: "/home/ada" });

  expect(config).toMatchObject({
    cluster: undefined,
    pluginDirs: [],
    maxPending: 10_000,
    drainTimeoutMs: 25_000,
    retry: { attempts: 3, backoffMs: 1000, maxBackoffMs: 30_000 },
    watch: { timeoutMs: 105_000 },
    store: {
      kind: "sqlite",
      path: "/home/ada/.local/state/kwatchman/kwatchman.db",
      deadLetters: { count: 10_000, ageMs: 336 * 3_600_000 },
    },
    http: { address: undefined },
  });
  expect(config.resources[0]).toMatchObject({ apiVersion: undefined, labelSelector: "", fieldSelector: "" });
  expect(config.resources[0]?.namespaces).toMatchObject({ written: [], names: undefined });
  expect(handlers[0]).toMatchObject({ timeoutMs: 10_000, once: false, concurrency: 16, rate: undefined });
  expect(handlers[3]).toMatchObject({ plugin: "slack", rate: { calls: 1, perMs: 1000 } });
});

const complete = `cluster = "prod"
pluginDirs = ["./plugins"]
maxPending = 5
drainTimeout = "1m30s"
[retry]
attempts = 0
backoff = "500ms"
maxBackoff = "2m"
[watch]
timeout = "10s"
[http]
address = "[::1]:8080"
[[resource]]
kind = "Widgets.example.com"
apiVersion = "example.com/v1"
namespaces = ["shop-*", "!shop-test"]
labelSelector = "tier in (web)"
fieldSelector = "metadata.name=a"
[[handler]]
name = "team-a"
plugin = "greet"
timeout = "1h"
once = false
concurrency = 2
rate = "30/m"
greeting = "hi"
when = { kinds = ["Deployment"], namespaces = ["!kube-*"], actions = ["update"], labels = "a=b" }
`;

test("what the user says is normalised: milliseconds, absolute paths, parsed selectors, lower-case kinds", async () => {
  const { config, handlers } = await workspace.load("config.toml", complete);

  expect(config).toMatchObject({
    cluster: "prod",
    pluginDirs: [workspace.path("plugins")],
    maxPending: 5,
    drainTimeoutMs: 90_000,
    retry: { attempts: 0, backoffMs: 500, maxBackoffMs: 120_000 },
    watch: { timeoutMs: 10_000 },
    http: { address: { host: "::1", port: 8080 } },
  });
  expect(config.resources[0]).toMatchObject({ kind: "Widgets.example.com", apiVersion: "example.com/v1" });
  expect(config.resources[0]?.namespaces.matches("shop-a")).toBe(true);
  expect(config.resources[0]?.namespaces.matches("shop-test")).toBe(false);
  expect(handlers[0]).toMatchObject({
    timeoutMs: 3_600_000,
    once: false,
    concurrency: 2,
    rate: { calls: 30, perMs: 60_000 },
  });
  expect(handlers[0]?.when).toMatchObject({ kinds: ["deployment"], actions: ["update"] });
  expect(handlers[0]?.when.namespaces?.matches("kube-system")).toBe(false);
  expect(handlers[0]?.when.labels?.matches({ a: "b" })).toBe(true);
});

test("YAML and JSON say the same as TOML", async () => {
  const { config, handlers } = await workspace.load(
    "config.toml",
    'cluster = "a"\n[[resource]]\nkind = "pod"\n[[handler]]\nname = "diff"\nignore = ["/a"]\n',
  );
  const yaml = await workspace.load(
    "config.yaml",
    "cluster: a\nresource: [{ kind: pod }]\nhandler: [{ name: diff, ignore: [/a] }]\n",
  );
  const json = await workspace.load(
    "config.json",
    '{ "$schema": "x", "cluster": "a", "resource": [{ "kind": "pod" }], "handler": [{ "name": "diff", "ignore": ["/a"] }] }',
  );

  for (const other of [yaml, json]) {
    expect(other.handlers).toEqual(handlers);
    expect(JSON.stringify(other.config.resources)).toEqual(JSON.stringify(config.resources));
    expect(other.config.cluster).toBe("a");
  }
});

test("a handler has what its manifest says unless the configuration says otherwise, and defaults of its settings", async () => {
  const text = 'pluginDirs = ["./plugins"]\n[[resource]]\nkind = "pod"\n[[handler]]\nname = "greet"\n';
  const { handlers } = await workspace.load("config.toml", text);

  expect(handlers[0]).toMatchObject({ timeoutMs: 3000, once: true, concurrency: 16, settings: { greeting: "hello" } });
  expect(handlers[0]).toMatchObject({ entry: workspace.path("plugins/greet/index.ts") });
});

test("flags are for resources that set none of their own", async () => {
  const text =
    '[[resource]]\nkind = "pod"\n[[resource]]\nkind = "service"\nnamespaces = ["a"]\nlabelSelector = "x=y"\n[[handler]]\nname = "log"\n';
  const { config } = await workspace.load("config.toml", text, {}, { namespaces: ["shop"], labelSelector: "tier=web" });

  expect(config.resources[0]).toMatchObject({ namespaces: { names: ["shop"] }, labelSelector: "tier=web" });
  expect(config.resources[1]).toMatchObject({ namespaces: { names: ["a"] }, labelSelector: "x=y" });
});

test("two resources that flags make the same are told, two that differ in namespaces are not", async () => {
  const text =
    '[[resource]]\nkind = "pod"\n[[resource]]\nkind = "Pod"\nnamespaces = ["b", "a"]\n[[handler]]\nname = "log"\n';

  expect(await workspace.mistakes("config.toml", text, {}, { namespaces: ["a", "b"] })).toEqual([
    "Expected `resource[1]` to differ from `resource[0]`, got the same in config.toml:3",
  ]);
  expect(await workspace.mistakes("config.toml", text, {}, { namespaces: ["a"] })).toEqual([]);
});

test("{ env } and { file } stand for a string wherever one may stand, and their values are secrets", async () => {
  workspace.write("secrets/token", "from-a-file\n");
  const text = `cluster = { env = "CLUSTER" }
drainTimeout = { env = "DRAIN" }
pluginDirs = [{ env = "PLUGINS" }]
[[resource]]
kind = { env = "KIND" }
[[handler]]
name = "greet"
token = { file = "secrets/token" }
`;
  const env = { CLUSTER: "prod", DRAIN: "3s", PLUGINS: "plugins", KIND: "pod" };
  const { config, handlers, secrets } = await workspace.load("config.toml", text, env);

  expect(config).toMatchObject({ cluster: "prod", drainTimeoutMs: 3000, resources: [{ kind: "pod" }] });
  expect(handlers[0]?.settings).toMatchObject({ token: "from-a-file" });
  expect(new Set(secrets)).toEqual(new Set(["prod", "3s", "plugins", "pod", "from-a-file"]));
});

test("an empty variable is an empty string, and no secret that would mask everything", async () => {
  const text = '[[resource]]\nkind = "pod"\nlabelSelector = { env = "NONE" }\n[[handler]]\nname = "log"\n';
  const { config, secrets } = await workspace.load("config.toml", text, { NONE: "" });

  expect(config.resources[0]?.labelSelector).toBe("");
  expect(secrets).toEqual([]);
});

test("a name may stand twice where `plugin` is given", async () => {
  const text = '[[resource]]\nkind = "pod"\n[[handler]]\nname = "log"\n[[handler]]\nname = "log"\nplugin = "log"\n';
  const { handlers } = await workspace.load("config.toml", text);

  expect(handlers.map(({ name }) => name)).toEqual(["log", "log"]);
});

test("the user's plugins are found before the built-ins, in the order of the folders, behind links too", async () => {
  for (const folder of ["first", "second"]) {
    workspace.write(
      `${folder}/log/plugin.toml`,
      'name = "log"\nversion = "1"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n',
    );
    workspace.write(`${folder}/log/index.js`, "");
  }
  mkdirSync(workspace.path("linked"));
  symlinkSync(workspace.path("plugins/greet"), workspace.path("linked/greet"));
  const text =
    'pluginDirs = ["first", "second", "linked"]\n[[resource]]\nkind = "pod"\n[[handler]]\nname = "log"\n[[handler]]\nname = "greet"\n';
  const { handlers } = await workspace.load("config.toml", text);

  expect(handlers.map(({ directory }) => directory)).toEqual([
    workspace.path("first/log"),
    workspace.path("linked/greet"),
  ]);
});

test("everything that is handed on is frozen, and settings are plain objects", async () => {
  const { config, handlers } = await workspace.load("config.toml", complete);

  const parts = [config, config.retry, config.resources, config.resources[0], config.pluginDirs, handlers, handlers[0]];
  expect([...parts, handlers[0]?.settings, handlers[0]?.when].every((part) => Object.isFrozen(part))).toBe(true);
  expect(Object.getPrototypeOf(handlers[0]?.settings)).toBe(Object.prototype);
});

test("a key's place is known later too, for what only the cluster can tell", async () => {
  const { config } = await workspace.load("config.toml", complete);

  expect(config.locate(["resource", 0, "kind"])).toBe(`${workspace.path("config.toml")}:14`);
  expect(config.locate(["handler", 0, "when", "labels"])).toMatch(/:27$/);
  expect(config.locate(["store"])).toBe(workspace.path("config.toml"));
});

test("the default configuration is right", async () => {
  const { config, handlers } = await loadConfiguration(resolve(import.meta.dirname, "../../config.toml"));

  expect(config.resources.map(({ kind }) => kind)).toEqual(["deployment", "service"]);
  expect(handlers.map(({ name }) => name)).toEqual(["diff", "log"]);
});
