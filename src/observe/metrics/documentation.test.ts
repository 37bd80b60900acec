import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { breakerStatus, hostStatus, resourceStatus } from "../fixtures/statuses.ts";
import { createMetrics } from "./metrics.ts";

const documentation = readFileSync(resolve(import.meta.dirname, "../../../docs/operations.md"), "utf8");

interface Metric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

const documented: readonly Metric[] = documentation
  .split("\n")
  .filter((line) => /^\| `\w+`\s*\| (?:gauge|counter|histogram) /.test(line))
  .map((line) => {
    const [, name = "", type = "", labels = ""] = line.split("|").map((cell) => cell.replaceAll("`", "").trim());
    return { name, type, labels: labels.split(", ").filter((label) => label !== "") };
  });

const counts = {
  lists: 1,
  watches: 1,
  relists: { expired: 1 },
  errors: { KW_FORBIDDEN: 1 },
  events: { ADDED: 1 },
} as const;

/** Those of a host in which everything has happened once. */
async function served(): Promise<Metric[]> {
  const metrics = createMetrics({
    status: () => ({
      ...hostStatus(resourceStatus({ counts, lastContactAt: Date.now() })),
      breakers: [breakerStatus()],
    }),
    handlers: ["log"],
    silenceLimitMs: 150_000,
  });
  const text = await metrics.render();
  return [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = "", type = ""]) => {
    const samples = [...text.matchAll(new RegExp(`^${name}(?:_bucket)?\\{(.*)\\}`, "gm"))];
    const labels = samples.flatMap(([, pairs = ""]) => [...pairs.matchAll(/(\w+)="/g)].map(([, label = ""]) => label));
    return { name, type, labels: [...new Set(labels)].filter((label) => label !== "le") };
  });
}

function byName(metrics: readonly Metric[]): Metric[] {
  return metrics.toSorted((one, other) => one.name.localeCompare(other.name));
}

test("every metric of our own is documented, with its type and labels, and no other is", async () => {
  const own = ({ name }: Metric): boolean => name.startsWith("kwatchman_");
  expect(byName(documented.filter(own))).toEqual(byName((await served()).filter(own)));
});

test("every figure of the process is documented, with its type, and no other is", async () => {
  const withoutLabels = (metrics: readonly Metric[]) => byName(metrics).map(({ name, type }) => `${name} ${type}`);
  expect(withoutLabels(documented)).toEqual(withoutLabels(await served()));
});

test("whatever else the documentation says of metrics is about those there are", () => {
  const known = new Set(documented.map(({ name }) => name));
  const mentioned = [...documentation.matchAll(/\bkwatchman_\w+/g)].map(([name]) => name);
  expect(mentioned.filter((name) => !known.has(name))).toEqual([]);
});
