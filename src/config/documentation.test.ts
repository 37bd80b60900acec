import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfiguration } from "../registry/load-configuration.ts";

const text = readFileSync(resolve(import.meta.dirname, "../../docs/configuration.md"), "utf8");
const directory = mkdtempSync(join(tmpdir(), "kwatchman-docs-"));
afterAll(() => rmSync(directory, { recursive: true }));

const examples = [...text.matchAll(/^```(toml|yaml|json)\n(.*?)^```/gms)].map(
  ([, ending = "", example = ""], index) => ({
    ending,
    example,
    index,
  }),
);

test.each(examples)("example $index of the documentation, in $ending, is right", async ({ ending, example, index }) => {
  const file = join(directory, `example-${index}.${ending}`);
  writeFileSync(file, example);

  const { handlers } = await loadConfiguration(
    file,
    {},
    {
      SLACK_WEBHOOK_URL: "https://hooks.example/x",
      TICKET_TOKEN: "Bearer x",
    },
  );

  expect(handlers).not.toEqual([]);
});
