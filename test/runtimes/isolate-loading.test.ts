import { symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { type IsolateHost, openIsolateHost } from "./isolate/isolate-host.ts";

let host: IsolateHost;
/** What comes of a plugin that waits for ever while it is loaded, with a sandbox of its own: begun first, judged last. */
let endlessLoading: { readonly host: IsolateHost; readonly outcome: Promise<unknown> };

beforeAll(async () => {
  host = await openIsolateHost();
  const another = await openIsolateHost();
  const plugin = await another.plugin("waits", "await new Promise(() => {});");
  endlessLoading = { host: another, outcome: plugin.ready().catch((error: unknown) => error) };
});
afterAll(async () => {
  await host.close();
  await endlessLoading.host.close();
});

describe("a plugin of several files", () => {
  test("imports those of its folder, TypeScript among them, and what they import", async () => {
    const plugin = await host.plugin("files", {
      "index.ts": `import type { Shout } from "./types.ts";
        import { shout } from "./lib/shout.ts";
        import mark, { twice } from "./lib/mark.js";
        export default { handle: (): object => ({ reason: (shout satisfies Shout)("hi") + twice(mark) }) };`,
      "lib/shout.ts": `import mark from "./mark.js";
        export const shout = (text: string): string => \`\${text.toUpperCase()}\${mark}\`;`,
      "lib/mark.js": `import { shout } from "./shout.ts";
        export default "!"; export const twice = (text) => shout(text + text);`,
      "types.ts": "export type Shout = (text: string) => string;",
    });
    await plugin.ready();

    expect(await plugin.call()).toEqual({ reason: "HI!!!!" });
  });

  test("two files import different ones by the same words", async () => {
    const plugin = await host.plugin("same", {
      "index.js": `import { a } from "./a/index.js"; import { b } from "./b/index.js";
        export default { handle: () => ({ reason: a + b }) };`,
      "a/index.js": 'export { value as a } from "./value.js";',
      "a/value.js": 'export const value = "a";',
      "b/index.js": 'export { value as b } from "./value.js";',
      "b/value.js": 'export const value = "b";',
    });

    expect(await plugin.call()).toEqual({ reason: "ab" });
  });

  test("waits for what its top level waits for", async () => {
    const plugin = await host.plugin(
      "await",
      "const word = await new Promise((resolve) => setTimeout(() => resolve('late'), 50)); export default { handle: () => ({ reason: word }) };",
    );
    await plugin.ready();

    expect(await plugin.call()).toEqual({ reason: "late" });
  });
});

const right = "export default { handle() {} };\n";

/** What is wrong, the files, and what the error says of them; FOLDER is the plugin's. */
const mistakes: [what: string, files: Record<string, string>, message: string][] = [
  [
    "a mistake of syntax",
    { "index.js": "export default {\n  handle() {\n    return {{\n  },\n};\n" },
    "FOLDER/index.js:3:13: SyntaxError: Unexpected token '{'",
  ],
  [
    "one in TypeScript",
    { "index.ts": "export default {\n  handle() {\n    const a: = 3;\n  },\n};\n" },
    "FOLDER/index.ts:3:14: SyntaxError: Unexpected token `=`",
  ],
  [
    "one in JavaScript that is left of TypeScript",
    { "index.ts": "const a: number = 1;\nconst a: string = '';\n" },
    "FOLDER/index.ts:2:7: SyntaxError",
  ],
  [
    "TypeScript that is more than types",
    { "index.ts": `${right}\n  enum Colour { Red }\n` },
    "FOLDER/index.ts:3:3: SyntaxError: TypeScript enum is not supported in strip-only mode",
  ],
  [
    "one in a file that is imported",
    { "index.js": 'import "./lib/a.ts";\n', "lib/a.ts": "\nlet x: =;\n" },
    "FOLDER/lib/a.ts:2:8: SyntaxError",
  ],
  [
    "an import of what is not there",
    { "index.js": '// first\nimport { a } from "./nowhere.js";\n' },
    'FOLDER/index.js:2:19: Error: "./nowhere.js" is not there',
  ],
  [
    "an import of a package",
    { "index.js": 'import _ from "lodash";\n' },
    'FOLDER/index.js:1:15: Error: "lodash" cannot be imported',
  ],
  ["an import of Node's own", { "index.js": 'import "node:fs";\n' }, '"node:fs" cannot be imported'],
  ["an import by an absolute path", { "index.js": 'import "/etc/passwd";\n' }, '"/etc/passwd" cannot be imported'],
  ["an import by a URL", { "index.js": 'import "file:///etc/passwd";\n' }, '"file:///etc/passwd" cannot be imported'],
  ["an import of the bootstrap", { "index.js": 'import "guest";\n' }, '"guest" cannot be imported'],
  ["an import from above its folder", { "index.js": 'import "../secret.js";\n' }, "lies outside the plugin's folder"],
  [
    "an import of what is not a script",
    { "index.js": 'import "./data.json";\n', "data.json": "{}" },
    '"./data.json" is neither JavaScript nor TypeScript',
  ],
  [
    "an import of what is not exported",
    { "index.js": `import { a } from "./a.js";\n${right}`, "a.js": "export const b = 1;\n" },
    "FOLDER/index.js:1:19: SyntaxError: The requested module './a.js' does not provide an export named 'a'",
  ],
  [
    "what the sdk does not have here",
    { "index.js": `import { EventSchema } from "kwatchman/sdk";\n${right}` },
    "FOLDER/index.js:1:29: SyntaxError: The requested module 'kwatchman/sdk'",
  ],
  [
    "an error while it is loaded",
    { "index.js": 'import "./a.js";\n', "a.js": '\n  throw new RangeError("at load");\n' },
    "FOLDER/a.js:2:9: RangeError: at load",
  ],
  [
    "an error after it has waited",
    { "index.js": "await new Promise((resolve) => setTimeout(resolve, 10));\nthrow new RangeError('late');\n" },
    "FOLDER/index.js:2:7: RangeError: late",
  ],
  [
    "no default export",
    { "index.js": "export const handle = () => {};\n" },
    "Expected FOLDER/index.js to have a plugin as its default export, got none",
  ],
  ["a default export that is none", { "index.js": "export default () => {};\n" }, "got a function"],
  ["no handle", { "index.js": "export default {};\n" }, "to export a plugin whose `handle` is a function, got none"],
  [
    "hooks",
    { "index.js": "export default { handle() {}, setup() {} };\n" },
    "without `setup`, which only the module runtime calls",
  ],
  ["a loop while it is loaded", { "index.js": "for (;;);\n" }, "Expected the loading of handler `wrong` to"],
];

describe("a plugin that cannot be loaded is told of by ready, by the file's line, and fails its events", () => {
  test.each(mistakes)("%s", async (_, files, message) => {
    const plugin = await host.plugin("wrong", files);
    const told = message.replaceAll("FOLDER", plugin.directory);

    await expect(plugin.ready()).rejects.toThrow(told);
    await expect(plugin.call()).rejects.toMatchObject({ message: expect.stringContaining(told) as unknown });
    await plugin.handler.close();
  });

  test("a link that leads out of its folder", async () => {
    const outside = await scratchFolder();
    await writeFile(path.join(outside, "secret.js"), "export default 'secret';");
    const plugin = await host.plugin("link", right);
    await symlink(path.join(outside, "secret.js"), path.join(plugin.directory, "inside.js"));
    await writeFile(path.join(plugin.directory, "index.js"), `import "./inside.js"; ${right}`);
    const again = await host.plugin("link", `import "./inside.js"; ${right}`);

    await expect(again.ready()).rejects.toThrow("lies outside the plugin's folder");
  });

  test("is loaded again when it is mended", async () => {
    const plugin = await host.plugin("mended", "export default {");
    await expect(plugin.call()).rejects.toMatchObject({ code: "KW_PLUGIN_LOAD" });
    await writeFile(path.join(plugin.directory, "index.js"), right);

    await expect.poll(() => plugin.call().catch((error: unknown) => error), { timeout: 20_000 }).toBeUndefined();
  });

  test("others go on meanwhile", async () => {
    const other = await host.plugin("goes-on", right);
    await host.plugin("loops", "for (;;);");

    expect(await other.call()).toBeUndefined();
  });
});

describe("what lies in a link to a folder", () => {
  test("is loaded as if it lay there", async () => {
    const { directory } = await host.plugin("original", { "index.js": `import "./a.js"; ${right}`, "a.js": "" });
    const link = path.join(await scratchFolder(), "linked");
    await symlink(directory, link);
    const plugin = await host.plugin("linked", right, { directory: link, entry: path.join(link, "index.js") });

    expect(await plugin.call()).toBeUndefined();
  });
});

test("a plugin that waits for ever while it is loaded is given up", async () => {
  expect(await endlessLoading.outcome).toMatchObject({ code: "KW_ISOLATE_LIMIT" });
});
