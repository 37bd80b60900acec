import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { hostStatus, resourceStatus } from "../../src/observe/fixtures/statuses.ts";
import { createMetrics } from "../../src/observe/metrics/metrics.ts";
import { codeBlocks, readDocument } from "../docs/code-blocks.ts";
import { chart, describeChart, render } from "./helm/chart.ts";
import { find } from "./rendered.ts";

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
}

const alerts = JSON.parse(await readFile(path.join(chart, "files/alerts.json"), "utf8")) as readonly Alert[];

const counts = { lists: 1, watches: 1, relists: {}, errors: { KW_FORBIDDEN: 1 }, events: {} } as const;
const status = () => hostStatus(resourceStatus({ counts, lastContactAt: Date.now() }));
const served = await createMetrics({ status, handlers: ["log"], silenceLimitMs: 150_000 }).render();

/** The expression as it is outside of a release. */
function expressionOf({ expr }: Alert): string {
  return expr.replaceAll("{RELEASE}", "").replaceAll("RELEASE,", "");
}

describe("alerts", () => {
  test("use metrics that there are", () => {
    const used = alerts.flatMap((alert) => expressionOf(alert).match(/\bkwatchman_\w+/g) ?? []);

    expect(used.length).toBeGreaterThan(5);
    for (const metric of used) expect(served).toMatch(new RegExp(`^# TYPE ${metric} `, "m"));
  });

  test("are those of docs/operations.md", async () => {
    const blocks = codeBlocks(await readDocument("docs/operations.md")).filter(({ language }) => language === "yaml");
    const documented = blocks.flatMap(({ text }) => (parse(text) as { groups: { rules: Alert[] }[] }).groups);
    const ours = alerts.map((alert) => {
      const { alert: name, for: lasting } = alert;
      return { alert: name, expr: expressionOf(alert), ...(lasting !== undefined && { for: lasting }) };
    });
    expect(documented.flatMap(({ rules }) => rules)).toEqual(ours);
  });

  describeChart("rendered", () => {
    const rulesOf = async (prometheusRule: object) => {
      const values = { prometheusRule: { enabled: true, ...prometheusRule } };
      const { spec } = find(await render(values), "PrometheusRule") as unknown as {
        spec: { groups: { rules: (Alert & { labels: object })[] }[] };
      };
      return spec.groups.flatMap(({ rules }) => rules);
    };

    test("are about their own release, in every metric", async () => {
      const rules = await rulesOf({});
      expect(rules.map(({ alert }) => alert)).toEqual(alerts.map(({ alert }) => alert));
      for (const { expr } of rules) {
        const metrics = expr.match(/\bkwatchman_\w+/g) ?? [];
        expect(expr.match(/\{namespace="ops",job="kwatchman"[,}]/g)).toHaveLength(metrics.length);
      }
    });

    test("can be left out and labelled", async () => {
      const rules = await rulesOf({ disabled: ["KwatchmanDown"], alertLabels: { team: "platform", severity: "page" } });
      expect(rules.map(({ alert }) => alert)).not.toContain("KwatchmanDown");
      expect(rules[0]).toMatchObject({ alert: "KwatchmanDeaf", labels: { severity: "page", team: "platform" } });
    });
  });
});
