import { expect, test } from "vitest";
import { commandName } from "./command-name.ts";

test.each([
  {
    called: "by npm, in a checkout",
    file: "/src/kwatchman/src/cli/main.ts",
    env: { npm_lifecycle_event: "demo" },
    again: "npm run -s kwatchman --",
  },
  { called: "where it is installed", file: "/srv/node_modules/.bin/kwatchman", env: {}, again: "npx kwatchman" },
  {
    called: "by npx",
    file: "/srv/node_modules/.bin/kwatchman",
    env: { npm_lifecycle_event: "npx" },
    again: "npx kwatchman",
  },
  { called: "as a command on the PATH", file: "/usr/local/bin/kwatchman", env: {}, again: "kwatchman" },
  {
    called: "by its file",
    file: "/src/kwatchman/src/cli/main.ts",
    env: {},
    again: "node /src/kwatchman/src/cli/main.ts",
  },
])("what is called $called is called again so", ({ file, env, again }) => {
  expect(commandName({ argv: ["node", file], env })).toBe(again);
});
