import { afterAll, describe, expect, test } from "vitest";
import { Workspace } from "./fixtures/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace.remove());

const resource = '[[resource]]\nkind = "deployment"\n';
const handler = '[[handler]]\nname = "log"\n';
const webhook = '[[handler]]\nname = "hook"\nruntime = "webhook"\nurl = "https://a.example/hook"\n';

/** What a wrong file says, and all it says. Rows in TOML begin with the line that is wrong, unless said. */
interface Row {
  readonly mistake: string;
  readonly text: string;
  readonly says: string | readonly string[];
}

const topLevel: Row[] = [
  {
    mistake: "an unknown key near a known one",
    text: `maxpendng = 3\n${resource}${handler}`,
    says: "Expected a known key, got `maxpendng` in config.toml:1; did you mean `maxPending`?",
  },
  {
    mistake: "an unknown key near none",
    text: `zzzzzz = 3\n${resource}${handler}`,
    says: "Expected a known key, got `zzzzzz` in config.toml:1",
  },
  {
    mistake: "a negative number",
    text: `maxPending = -5\n${resource}${handler}`,
    says: "Expected `maxPending` to be an integer from 1 to 10000000, got `-5` (number) in config.toml:1",
  },
  {
    mistake: "a huge number",
    text: `maxPending = 9e99\n${resource}${handler}`,
    says: "Expected `maxPending` to be an integer from 1 to 10000000, got `9e+99` (number) in config.toml:1",
  },
  {
    mistake: "a port beyond the last",
    text: `http.address = "127.0.0.1:80800"\n${resource}${handler}`,
    says: 'Expected `http.address` to be an address such as "127.0.0.1:8080", got `"127.0.0.1:80800"` (string) in config.toml:1',
  },
  {
    mistake: "not a number",
    text: `maxPending = nan\n${resource}${handler}`,
    says: "Expected `maxPending` to be an integer from 1 to 10000000, got `NaN` (number) in config.toml:1",
  },
  {
    mistake: "an integer that no number can hold",
    text: `maxPending = 99999999999999999\n${resource}${handler}`,
    says: "Expected valid TOML, got `maxPending = …` (integer value cannot be represented losslessly, column 14) in config.toml:1",
  },
  {
    mistake: "a duration without a unit",
    text: `drainTimeout = 25\n${resource}${handler}`,
    says: 'Expected `drainTimeout` to be a duration such as "5s", got `25` (number) in config.toml:1',
  },
  {
    mistake: "a duration that no timer can wait",
    text: `drainTimeout = "1000h"\n${resource}${handler}`,
    says: 'Expected `drainTimeout` to be a duration such as "5s", got `"1000h"` (string) in config.toml:1: the longest is "576h"',
  },
  {
    mistake: "a duration that is too short",
    text: `watch.timeout = "10ms"\n${resource}${handler}`,
    says: 'Expected `watch.timeout` to be a duration such as "5s", got `"10ms"` (string) in config.toml:1: the least is "1s"',
  },
  {
    mistake: "a first pause longer than the longest",
    text: `retry.backoff = "1m"\n${resource}${handler}`,
    says: 'Expected `retry.backoff` to be at most `retry.maxBackoff`, got `"1m"` (string) in config.toml:1',
  },
  {
    mistake: "another value than those there are",
    text: `store.kind = "postgres"\n${resource}${handler}`,
    says: 'Expected `store.kind` to be "memory" or "sqlite", got `"postgres"` (string) in config.toml:1',
  },
  {
    mistake: "a value where a table should be",
    text: `retry = 3\n${resource}${handler}`,
    says: "Expected `retry` to be a table, got `3` (number) in config.toml:1",
  },
  {
    mistake: "a table where a list should be",
    text: `${handler}[resource]\nkind = "deployment"\n`,
    says: "Expected `resource` to be a list of tables, got a table in config.toml:3",
  },
  {
    mistake: "a folder of plugins that does not exist",
    text: `pluginDirs = [\n  "./plugins",\n  "./none"\n]\n${resource}${handler}`,
    says: 'Expected `pluginDirs[1]` to be a folder that exists, got `"./none"` (string) in config.toml:3',
  },
  {
    mistake: "no resources and no handlers",
    text: "\n",
    says: [
      "Expected at least one `resource`, got none in config.toml",
      "Expected at least one `handler`, got none in config.toml",
    ],
  },
  {
    mistake: "a key that changes prototypes",
    text: `${resource}${handler}[__proto__]\nmaxPending = 1\n`,
    says: "Expected a key that can be used, got `__proto__` in config.toml:5",
  },
  {
    mistake: "a key that changes prototypes, deep inside",
    text: `${resource}${handler}a = [{ b = { "__proto__" = 1 } }]\n`,
    says: "Expected a key that can be used, got `handler[0].a[0].b.__proto__` in config.toml:5",
  },
  {
    mistake: "the name of an object's method as a key",
    text: `constructor = 1\n${resource}${handler}`,
    says: "Expected a known key, got `constructor` in config.toml:1",
  },
];

const references: Row[] = [
  {
    mistake: "an environment variable that is not set",
    text: `cluster = { env = "NOPE" }\n${resource}${handler}`,
    says: "Expected `cluster` to come from environment variable NOPE, which is not set, in config.toml:1",
  },
  {
    mistake: "a file that is not there",
    text: `cluster = { file = "none/name" }\n${resource}${handler}`,
    says: "Expected `cluster` to come from file none/name, which cannot be read (ENOENT), in config.toml:1",
  },
  {
    mistake: "a reference by a number",
    text: `cluster = { env = 5 }\n${resource}${handler}`,
    says: "Expected `cluster.env` to be a string, got `5` (number) in config.toml:1",
  },
  {
    mistake: "a reference to two places",
    text: `cluster = { env = "A", file = "b" }\n${resource}${handler}`,
    says: "Expected `cluster` to be a table with one key, got a table in config.toml:1",
  },
  {
    mistake: "a table where a string or a reference should be",
    text: `cluster = { name = "prod" }\n${resource}${handler}`,
    says: "Expected a known key, got `cluster.name` in config.toml:1",
  },
  {
    mistake: "a variable that holds what cannot stand there",
    text: `drainTimeout = { env = "SECRET" }\n${resource}${handler}`,
    says: 'Expected `drainTimeout` to be a duration such as "5s", got the value of environment variable SECRET in config.toml:1',
  },
];

const resources: Row[] = [
  {
    mistake: "no kind",
    text: `${handler}[[resource]]\nnamespaces = ["a"]\n`,
    says: 'Expected `resource[0].kind` to be a kind such as "deployment" or "widgets.example.com", got nothing in config.toml:3',
  },
  {
    mistake: "a misspelt key that had to be there",
    text: `${handler}[[resource]]\nknd = "deployment"\n`,
    says: "Expected a known key, got `resource[0].knd` in config.toml:4; did you mean `kind`?",
  },
  {
    mistake: "a kind that is none",
    text: `${handler}[[resource]]\nkind = "a b"\n`,
    says: 'Expected `resource[0].kind` to be a kind such as "deployment" or "widgets.example.com", got `"a b"` (string) in config.toml:4',
  },
  {
    mistake: "an API version that is none",
    text: `${resource}apiVersion = "apps"\n${handler}`,
    says: 'Expected `resource[0].apiVersion` to be an API version such as "apps/v1", got `"apps"` (string) in config.toml:3',
  },
  {
    mistake: "a namespace that cannot exist",
    text: `${resource}namespaces = ["ok", "Not_OK"]\n${handler}`,
    says: 'Expected `resource[0].namespaces[1]` to be a namespace\'s name or a glob such as "shop-*" or "!shop-test", got `"Not_OK"` (string) in config.toml:3',
  },
  {
    mistake: "a namespace instead of a list",
    text: `${resource}namespaces = "shop"\n${handler}`,
    says: 'Expected `resource[0].namespaces` to be a list of strings, got `"shop"` (string) in config.toml:3',
  },
  {
    mistake: "a label selector that breaks off",
    text: `${resource}labelSelector = "tier in web"\n${handler}`,
    says: 'Expected `resource[0].labelSelector` to be a label selector such as "tier=web,app in (a,b)", got `"tier in web"` (string) in config.toml:3: expected "(", found "web" at character 9',
  },
  {
    mistake: "a field selector without a value",
    text: `${resource}fieldSelector = "metadata.name"\n${handler}`,
    says: 'Expected `resource[0].fieldSelector` to be a field selector such as "metadata.name=web", got `"metadata.name"` (string) in config.toml:3: expected field=value, field==value or field!=value, found "metadata.name" at character 1',
  },
  {
    mistake: "the same resource twice",
    text: `${resource}[[resource]]\nkind = "Deployment"\n${handler}`,
    says: "Expected `resource[1]` to differ from `resource[0]`, got the same in config.toml:3",
  },
];

const handlers: Row[] = [
  {
    mistake: "no name",
    text: `${resource}[[handler]]\ntimeout = "5s"\n`,
    says: "Expected `handler[0].name` to be a string that is not empty, got nothing in config.toml:3",
  },
  {
    mistake: "an unknown plugin",
    text: `${resource}[[handler]]\nname = "slak"\n`,
    says: 'Expected `handler[0].name` to be the name of a plugin, got `"slak"` (string) in config.toml:4; did you mean "slack"?',
  },
  {
    mistake: "an unknown plugin behind a name",
    text: `${resource}[[handler]]\nname = "team-a"\nplugin = "zzzzzzz"\n`,
    says: 'Expected `handler[0].plugin` to be the name of a plugin, got `"zzzzzzz"` (string) in config.toml:5',
  },
  {
    mistake: "a path for a plugin's name",
    text: `${resource}[[handler]]\nname = "../plugins/greet"\n`,
    says: 'Expected `handler[0].name` to be the name of a plugin, got `"../plugins/greet"` (string) in config.toml:4',
  },
  {
    mistake: "a name that stands twice without `plugin`",
    text: `${resource}${handler}${handler}`,
    says: 'Expected `handler[1].name` to differ from `handler[0].name`, got `"log"` (string) in config.toml:6',
  },
  {
    mistake: "a duration that is none",
    text: `${resource}${handler}timeout = "soon"\n`,
    says: 'Expected `handler[0].timeout` to be a duration such as "5s", got `"soon"` (string) in config.toml:5',
  },
  {
    mistake: "no calls in flight",
    text: `${resource}${handler}concurrency = 0\n`,
    says: "Expected `handler[0].concurrency` to be an integer from 1 to 10000, got `0` (number) in config.toml:5",
  },
  {
    mistake: "a word for a boolean",
    text: `${resource}${handler}once = "yes"\n`,
    says: 'Expected `handler[0].once` to be true or false, got `"yes"` (string) in config.toml:5',
  },
  {
    mistake: "an unknown condition",
    text: `${resource}${handler}when = { kind = ["Deployment"] }\n`,
    says: "Expected a known key, got `handler[0].when.kind` in config.toml:5; did you mean `kinds`?",
  },
  {
    mistake: "an unknown action",
    text: `${resource}${handler}when.actions = ["updat"]\n`,
    says: 'Expected `handler[0].when.actions[0]` to be "add", "update" or "delete", got `"updat"` (string) in config.toml:5',
  },
  {
    mistake: "a condition that nothing meets",
    text: `${resource}${handler}when.kinds = []\n`,
    says: "Expected `handler[0].when.kinds` to be a list of strings that is not empty, got a list in config.toml:5",
  },
  {
    mistake: "labels that are no selector",
    text: `${resource}${handler}[handler.when]\nlabels = "a=b,"\n`,
    says: 'Expected `handler[0].when.labels` to be a label selector such as "tier=web,app in (a,b)", got `"a=b,"` (string) in config.toml:6: expected a label\'s key, found the end at character 5',
  },
  {
    mistake: "a secret that is neither a string nor a list",
    text: `${resource}${webhook}secret = 5\n`,
    says: 'Expected `handler[0].secret` to be a secret such as "whsec_…" or a list of strings that is not empty, got a secret (number) in config.toml:7',
  },
  {
    mistake: "a secret without its prefix",
    text: `${resource}${webhook}secret = "c2VjcmV0"\n`,
    says: 'Expected `handler[0].secret` to be a secret such as "whsec_…", got a secret (string) in config.toml:7',
  },
  {
    mistake: "a header that the host sets",
    text: `${resource}${webhook}headers = { webhook-id = "1" }\n`,
    says: "Expected each key of `handler[0].headers` to be the name of a header that is not of the contract, got `webhook-id` in config.toml:7: the host sets it itself",
  },
  {
    mistake: "a URL with credentials",
    text: `${resource}${webhook.replace("//", "//me:pw@")}`,
    says: 'Expected `handler[0].url` to be a URL such as "https://example.com/hook", got a secret (string) in config.toml:6',
  },
  {
    mistake: "a proxy with a path",
    text: `${resource}${webhook}proxy = "http://me:pw@proxy.example:3128/hook"\n`,
    says: 'Expected `handler[0].proxy` to be a URL such as "http://proxy.example:3128", got a secret (string) in config.toml:7',
  },
  {
    mistake: "a header for the proxy",
    text: `${resource}${webhook}headers = { Proxy-Authorization = "Basic x" }\n`,
    says: "Expected each key of `handler[0].headers` to be the name of a header that is not of the contract, got `Proxy-Authorization` in config.toml:7: the host sets it itself",
  },
  {
    mistake: "a webhook without its URL",
    text: `${resource}[[handler]]\nname = "hook"\nruntime = "webhook"\n`,
    says: 'Expected `handler[0].url` to be set for runtime "webhook", got nothing in config.toml:3',
  },
  {
    mistake: "a webhook whose URL's key is misspelt: one mistake",
    text: `${resource}[[handler]]\nname = "hook"\nruntime = "webhook"\nuri = "https://tickets.example/hook"\n`,
    says: "Expected a known key, got `handler[0].uri` in config.toml:6; did you mean `url`?",
  },
  {
    mistake: "a webhook with an executable's key",
    text: `${resource}${webhook}command = ["./a"]\n`,
    says: 'Expected `handler[0].command` to be left out for runtime "webhook", got a list in config.toml:7',
  },
  {
    mistake: "a key that no webhook is told of",
    text: `${resource}${webhook}timout = "5s"\n`,
    says: "Expected a known key, got `handler[0].timout` in config.toml:7; did you mean `timeout`?",
  },
  {
    mistake: "a host's key misspelt where settings are free",
    text: `${resource}[[handler]]\nname = "run"\nruntime = "exec"\ncommand = ["true"]\nconcurency = 3\ncolour = "red"\n`,
    says: "Expected a known key, got `handler[0].concurency` in config.toml:7; did you mean `concurrency`?",
  },
  {
    mistake: "a variable that is the host's",
    text: `${resource}[[handler]]\nname = "run"\nruntime = "exec"\ncommand = ["true"]\nenv = { KWATCHMAN_ATTEMPT = "1" }\n`,
    says: "Expected each key of `handler[0].env` to be the name of an environment variable, got `KWATCHMAN_ATTEMPT` in config.toml:7: the host sets these itself",
  },
  {
    mistake: "a key of another runtime than the plugin's",
    text: `${resource}${handler}url = "https://a.example/hook"\n`,
    says: 'Expected `handler[0].url` to be left out for a plugin of runtime "module", got a secret (string) in config.toml:5',
  },
];

const greet = `pluginDirs = ["./plugins"]\n${resource}[[handler]]\nname = "greet"\n`;
const settings: Row[] = [
  {
    mistake: "an unknown setting near a known one",
    text: `${greet}greting = "hi"\n`,
    says: "Expected a known key, got `handler[0].greting` in config.toml:6; did you mean `greeting`?",
  },
  {
    mistake: "a host's key misspelt",
    text: `${greet}timout = "5s"\n`,
    says: "Expected a known key, got `handler[0].timout` in config.toml:6; did you mean `timeout`?",
  },
  {
    mistake: "a setting of the wrong type",
    text: `${greet}port = "80"\n`,
    says: 'Expected `handler[0].port` to be an integer, got `"80"` (string) in config.toml:6',
  },
  {
    mistake: "a setting in a format of ours",
    text: `${greet}wait = "long"\n`,
    says: 'Expected `handler[0].wait` to be a duration such as "5s", got `"long"` (string) in config.toml:6',
  },
  {
    mistake: "a secret setting that is too short",
    text: `${greet}token = "hunter2"\n`,
    says: "Expected `handler[0].token` to be a string of at least 8 characters, got a secret (string) in config.toml:6",
  },
  {
    mistake: "one branch of a union, wrong inside",
    text: `${greet}target = { hots = "a" }\n`,
    says: "Expected a known key, got `handler[0].target.hots` in config.toml:6; did you mean `host`?",
  },
  {
    mistake: "no branch of a union",
    text: `${greet}target = 5\n`,
    says: 'Expected `handler[0].target` to be a URL such as "https://example.com/path" or a table, got `5` (number) in config.toml:6',
  },
  {
    mistake: "a variable that is not set",
    text: `${greet}token = { env = "NOPE" }\n`,
    says: "Expected `handler[0].token` to come from environment variable NOPE, which is not set, in config.toml:6",
  },
];

describe.each([
  ["the top level", topLevel],
  ["{ env } and { file }", references],
  ["resources", resources],
  ["handlers", handlers],
  ["settings", settings],
])("TOML, %s", (_part, rows) => {
  test.each(rows)("$mistake", async ({ text, says }) => {
    expect(await workspace.mistakes("config.toml", text, { SECRET: "s3cr3t" })).toEqual([says].flat());
  });
});

test("TOML that breaks off is told with its line's text", async () => {
  const says = "Expected valid TOML, got `kind =` (invalid value, column 8) in config.toml:2";

  expect(await workspace.mistakes("config.toml", "[[resource]]\nkind = \n")).toEqual([says]);
});

test("a file that is not there, and one with an ending that says nothing, are named", async () => {
  expect(
    await workspace.messages(
      import("./load-configuration.ts").then(({ loadConfiguration }) => loadConfiguration(workspace.path("none.toml"))),
    ),
  ).toEqual([expect.stringMatching("Expected `none.toml` to be a file that can be read, found nothing there")]);
  expect(await workspace.mistakes("config.ini", "")).toEqual([
    "Expected the file's name to end in .toml, .yaml, .yml or .json, got `config.ini`",
  ]);
});

test("what flags say is checked too", async () => {
  const overrides = { namespaces: ["A_B"], labelSelector: "a in" };

  expect(await workspace.mistakes("config.toml", resource + handler, {}, overrides)).toEqual([
    'Expected -n/--namespace (KW_NAMESPACE) to be a namespace\'s name or a glob such as "shop-*" or "!shop-test", got `"A_B"` (string)',
    'Expected -l/--label-selector (KW_LABEL_SELECTOR) to be a label selector such as "tier=web,app in (a,b)", got `"a in"` (string): expected "(", found the end at character 5',
  ]);
});

test("all mistakes are reported together, file by file and line by line: schema, references, selectors, plugins, manifests and settings", async () => {
  workspace.write(
    "wrong/broken/plugin.toml",
    'name = "broken"\nversion = "1"\ncontract = 1\nruntime = "module"\nentry = "none.ts"\n',
  );
  const text = `pluginDirs = ["./plugins", "./wrong"]
maxPendng = 1
cluster = { env = "NOPE" }
[[resource]]
kind = "deployment"
labelSelector = "a in"
[[handler]]
name = "unknown"
[[handler]]
name = "broken"
[[handler]]
name = "greet"
timeout = "soon"
port = "80"
onBreak = "sulk"
`;

  expect(await workspace.mistakes("config.toml", text)).toEqual([
    "Expected a known key, got `maxPendng` in config.toml:2; did you mean `maxPending`?",
    "Expected `cluster` to come from environment variable NOPE, which is not set, in config.toml:3",
    expect.stringContaining("Expected `resource[0].labelSelector` to be a label selector"),
    'Expected `handler[0].name` to be the name of a plugin, got `"unknown"` (string) in config.toml:8',
    expect.stringContaining("Expected `handler[2].timeout` to be a duration"),
    'Expected `handler[2].port` to be an integer, got `"80"` (string) in config.toml:14',
    'Expected `handler[2].onBreak` to be "wait" or "skip", got `"sulk"` (string) in config.toml:15',
    'Expected `entry` to be a file that exists, got `"none.ts"` (string) in wrong/broken/plugin.toml:5',
  ]);
});
