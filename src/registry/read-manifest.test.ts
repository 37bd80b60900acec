import { afterAll, expect, test } from "vitest";
import { Workspace } from "./fixtures/workspace.ts";
import { readManifest } from "./read-manifest.ts";

const workspace = new Workspace();
afterAll(() => workspace.remove());

const head = 'name = "mine"\nversion = "1.0.0"\ncontract = 1\n';
const right = `${head}runtime = "module"\nentry = "index.ts"\n`;

/** The messages of a wrong manifest of a plugin in the folder "mine". */
async function mistakes(manifest: string): Promise<string[]> {
  workspace.write("mine/plugin.toml", manifest);
  workspace.write("mine/index.ts", "");
  workspace.write("mine/notes.txt", "");
  return workspace.messages(Promise.try(() => readManifest(workspace.path("mine"))));
}

test.each([
  [
    "an unknown key",
    `${right}timout = "5s"\n`,
    "Expected a known key, got `timout` in mine/plugin.toml:6; did you mean `timeout`?",
  ],
  [
    "a name that is not its folder's",
    right.replace("mine", "yours"),
    'Expected `name` to be "mine", its folder\'s name, got `"yours"` (string) in mine/plugin.toml:1',
  ],
  [
    "another contract",
    right.replace("contract = 1", "contract = 2"),
    "Expected `contract` to be 1, got `2` (number) in mine/plugin.toml:3",
  ],
  [
    "no version",
    right.replace('version = "1.0.0"\n', ""),
    "Expected `version` to be a string that is not empty, got nothing in mine/plugin.toml",
  ],
  [
    "an unknown runtime",
    right.replace("module", "modul"),
    'Expected `runtime` to be "module", "isolate", "webhook" or "exec", got `"modul"` (string) in mine/plugin.toml:4',
  ],
  [
    "no entry",
    `${head}runtime = "module"\n`,
    'Expected `entry` to be set for runtime "module", got nothing in mine/plugin.toml',
  ],
  [
    "an entry that is not there",
    right.replace("index.ts", "none.ts"),
    'Expected `entry` to be a file that exists, got `"none.ts"` (string) in mine/plugin.toml:5',
  ],
  [
    "an entry outside the folder",
    right.replace("index.ts", "../other/index.ts"),
    'Expected `entry` to be a file inside the plugin\'s folder, got `"../other/index.ts"` (string) in mine/plugin.toml:5',
  ],
  [
    "an entry that is no script",
    right.replace("index.ts", "notes.txt"),
    'Expected `entry` to be a file that ends in .ts, .js or .mjs, got `"notes.txt"` (string) in mine/plugin.toml:5',
  ],
  [
    "a key of another runtime",
    `${right}command = ["./run"]\n`,
    'Expected `command` to be left out for runtime "module", got a list in mine/plugin.toml:6',
  ],
  [
    "a promise that no module keeps",
    `${right}[permissions]\nfetch = []\n`,
    'Expected `permissions` to be left out for runtime "module", got a table in mine/plugin.toml:6',
  ],
  [
    "a duration that is none",
    `${right}timeout = "P1D"\n`,
    'Expected `timeout` to be a duration such as "5s", got `"P1D"` (string) in mine/plugin.toml:6',
  ],
  [
    "a rate that is none",
    `${right}rate = "1/d"\n`,
    'Expected `rate` to be a rate such as "1/s" or "30/m", got `"1/d"` (string) in mine/plugin.toml:6',
  ],
  [
    "an origin with a path",
    `${right.replace("module", "isolate")}[permissions]\nfetch = ["https://a.example/x"]\n`,
    'Expected `permissions.fetch[0]` to be an origin such as "https://example.com", got `"https://a.example/x"` (string) in mine/plugin.toml:7: its origin is "https://a.example"',
  ],
  [
    "too little memory",
    `${right.replace("module", "isolate")}[limits]\nmemory = "1Mi"\n`,
    'Expected `limits.memory` to be a size such as "64Mi", got `"1Mi"` (string) in mine/plugin.toml:7: the least is "8Mi"',
  ],
  [
    "a setting with a host's key",
    `${right}[settings.properties.timeout]\ntype = "string"\n`,
    "Expected a setting's name that is no handler key of the host, got `timeout` in mine/plugin.toml:6",
  ],
  [
    "a type that is none",
    `${right}[settings.properties.a]\ntype = "strng"\n`,
    'Expected `settings.properties.a.type` to be "array", "boolean", "integer", "null", "number", "object" or "string", got `"strng"` (string) in mine/plugin.toml:7',
  ],
  [
    "a keyword that is none",
    `${right}[settings.properties.a]\ntyp = "string"\n`,
    'Expected `settings` to be a JSON Schema, got strict mode: unknown keyword: "typ" in mine/plugin.toml:6',
  ],
  [
    "a format that is none",
    `${right}[settings.properties.a]\ntype = "string"\nformat = "time-span"\n`,
    'Expected `settings` to be a JSON Schema, got unknown format "time-span" ignored in schema at path "#/properties/a" in mine/plugin.toml:6',
  ],
  [
    "settings that are no table",
    `${right}[settings]\ntype = "array"\n`,
    'Expected `settings.type` to be "object", got `"array"` (string) in mine/plugin.toml:7',
  ],
  [
    "broken TOML",
    `${right}timeout = \n`,
    "Expected valid TOML, got `timeout =` (invalid value, column 11) in mine/plugin.toml:6",
  ],
])("%s is refused", async (_mistake, manifest, says) => {
  expect(await mistakes(manifest)).toEqual([says]);
});

test("a manifest of an exec plugin says what to run", async () => {
  expect(await mistakes(`${head}runtime = "exec"\n`)).toContain(
    'Expected `command` to be set for runtime "exec", got nothing in mine/plugin.toml',
  );
});

test("a right manifest is read with its defaults", async () => {
  expect(await mistakes(right)).toEqual([]);
  expect(readManifest(workspace.path("mine"))).toMatchObject({ timeout: "10s", once: false, concurrency: 16 });
});

test("two plugins may give their settings' schemas the same $id", async () => {
  for (const name of ["one", "two"]) {
    workspace.write(
      `twins/${name}/plugin.toml`,
      right.replace("mine", name) + '[settings]\n"$id" = "https://a.example/s"\n',
    );
    workspace.write(`twins/${name}/index.ts`, "");
  }
  const text =
    'pluginDirs = ["twins"]\n[[resource]]\nkind = "pod"\n[[handler]]\nname = "one"\n[[handler]]\nname = "two"\n';

  expect(await workspace.mistakes("config.toml", text)).toEqual([]);
});
