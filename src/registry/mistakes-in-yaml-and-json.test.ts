import { afterAll, expect, test } from "vitest";
import { Workspace } from "./fixtures/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace.remove());

const yaml = "resource:\n  - kind: deployment\nhandler:\n  - name: log\n";
const json = '{\n  "resource": [{ "kind": "deployment" }],\n  "handler": [\n    { "name": "log"$ }\n  ]\n}\n';

test.each([
  [
    "an unknown key",
    "config.yaml",
    `${yaml}    timout: 5s\n`,
    "Expected a known key, got `handler[0].timout` in config.yaml:5; did you mean `timeout`?",
  ],
  [
    "a wrong value in a list",
    "config.yml",
    `${yaml}    when:\n      namespaces:\n        - shop\n        - A_B\n`,
    'Expected `handler[0].when.namespaces[1]` to be a namespace\'s name or a glob such as "shop-*" or "!shop-test", got `"A_B"` (string) in config.yml:8',
  ],
  [
    "a missing key",
    "config.yaml",
    "handler:\n  - name: log\nresource:\n  - namespaces: [a]\n",
    'Expected `resource[0].kind` to be a kind such as "deployment" or "widgets.example.com", got nothing in config.yaml:4',
  ],
  [
    "a number YAML has a word for",
    "config.yaml",
    `maxPending: .nan\n${yaml}`,
    "Expected `maxPending` to be an integer from 1 to 10000000, got `NaN` (number) in config.yaml:1",
  ],
  [
    "a key that stands twice",
    "config.yaml",
    `${yaml}resource: []\n`,
    "Expected valid YAML, got `resource: …` (Map keys must be unique, column 1) in config.yaml:5",
  ],
  [
    "a key that changes prototypes",
    "config.yaml",
    `${yaml}__proto__:\n  maxPending: 1\n`,
    "Expected a key that can be used, got `__proto__` in config.yaml:5",
  ],
  [
    "a tag",
    "config.yaml",
    `cluster: !secret name\n${yaml}`,
    "Expected valid YAML, got `cluster: …` (Unresolved tag: !secret, column 10) in config.yaml:1",
  ],
  [
    "no keys at all",
    "config.yaml",
    "- a\n",
    "Expected keys and values at the top of the file, got a list in config.yaml:1",
  ],
  [
    "an unknown key",
    "config.json",
    json.replace("$", ',\n      "timout": "5s"'),
    "Expected a known key, got `handler[0].timout` in config.json:5; did you mean `timeout`?",
  ],
  [
    "a trailing comma",
    "config.json",
    json.replace("$", ","),
    'Expected valid JSON, got `{ "name": …` (Expected double-quoted property name, column 22) in config.json:4',
  ],
  [
    "a word that is no value",
    "config.json",
    json.replace("$", ', "once": yes'),
    "Expected valid JSON, got `{ \"name\": …` (Unexpected token 'y', column 30) in config.json:4",
  ],
  [
    "a key that stands twice",
    "config.json",
    json.replace("$", ', "name": "diff"'),
    'Expected valid JSON, got `{ "name": …` (a key stands twice, column 22) in config.json:4',
  ],
  [
    "a key that changes prototypes",
    "config.json",
    json.replace("$", ', "__proto__": {}'),
    "Expected a key that can be used, got `handler[0].__proto__` in config.json:4",
  ],
])("%s (%s)", async (_mistake, file, text, says) => {
  expect(await workspace.mistakes(file, text)).toEqual([says]);
});
