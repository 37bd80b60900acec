import { afterAll, describe, expect, test } from "vitest";
import { Workspace } from "./fixtures/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace.remove());

const secret = "S3CR3T in ~";

/** Keys in which the secret is wrong in one way or another. */
const places = [
  "cluster.name",
  "maxPending",
  "drainTimeout",
  "pluginDirs[0]",
  "retry",
  "retry.backoff",
  "store.kind",
  "resource[0].kind",
  "resource[0].namespaces",
  "resource[0].namespaces[0]",
  "resource[0].labelSelector",
  "resource[0].fieldSelector",
  "resource[0].apiVersion",
  "handler[0].name",
  "handler[0].plugin",
  "handler[0].when",
  "handler[0].when.labels",
  "handler[0].when.actions[0]",
  "handler[0].when.kinds[0]",
  "handler[0].once",
  "handler[0].timeout",
  "handler[0].rate",
  "handler[0].runtime",
  "handler[0].onBreak",
  "handler[0].port",
  "handler[0].wait",
  "handler[0].target",
  "handler[0].target.host.name",
  "handler[0].tokn",
];

describe.each([
  ["an environment variable", { env: "SECRET" }],
  ["a file", { file: "secret" }],
])("a value from %s is in no message", (_from, reference) => {
  test.each(places)("%s", async (place) => {
    workspace.write("secret", secret);
    const config = { pluginDirs: ["plugins"], resource: [{ kind: "pod" }], handler: [{ name: "greet" }] };
    put(config, place, reference);
    const messages = await workspace.mistakes("config.json", JSON.stringify(config), { SECRET: secret });

    expect(messages).not.toEqual([]);
    expect(messages.filter((message) => /S3CR3T|~/.test(message))).toEqual([]);
  });
});

test("a setting that its plugin marks writeOnly is in no message, and a secret when it is right", async () => {
  const text = 'pluginDirs = ["plugins"]\n[[resource]]\nkind = "pod"\n[[handler]]\nname = "greet"\ntoken = "TOKEN"\n';
  const messages = await workspace.mistakes("config.toml", text.replace("TOKEN", "S3CR3T"));
  const { secrets } = await workspace.load("config.toml", text.replace("TOKEN", "S3CR3T-long"));

  expect(messages).toHaveLength(1);
  expect(messages.join()).not.toContain("S3CR3T");
  expect(secrets).toEqual(["S3CR3T-long"]);
});

/** Puts a value where a written path such as "handler[0].when" leads. */
function put(tree: object, place: string, value: unknown): void {
  const steps = place.split(/[.[\]]+/).filter((step) => step !== "");
  let table = tree as Record<string, unknown>;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    table[step] ??= /^\d+$/.test(steps[index + 1] ?? "") ? [] : {};
    table = table[step] as Record<string, unknown>;
  }
  table[steps.at(-1) ?? ""] = value;
}

test.each([
  ["config.toml", '[[handler]]\nwebhookURL = "https://S3CR3T/~'],
  ["config.yaml", 'handler:\n  - webhookURL: "S3CR3T'],
  ["config.json", '{ "token": "S3CR3T", }'],
])("a value is not in the message about a syntax error on its line (%s)", async (file, text) => {
  const [message, ...others] = await workspace.mistakes(file, text);
  expect(others).toEqual([]);
  expect(message).toContain("Expected valid");
  expect(message).not.toContain("S3CR3T");
});
