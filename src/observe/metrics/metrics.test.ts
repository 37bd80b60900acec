import { describe, expect, test } from "vitest";
import type { ResourceStatus } from "../../cluster/resource-watch.ts";
import { breakerStatus, hostStatus, resourceStatus } from "../fixtures/statuses.ts";
import { type HostStatus, starting } from "../host-status.ts";
import { createMetrics, type Metrics } from "./metrics.ts";

function metricsOf(status: () => HostStatus = () => starting): Metrics {
  return createMetrics({ status, handlers: ["diff", "log"], silenceLimitMs: 150_000 });
}

/** The value of one series, as it stands in the text. */
async function valueOf(metrics: Metrics, series: string): Promise<number | undefined> {
  const line = (await metrics.render()).split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

function justHeard(differing: Partial<ResourceStatus> = {}): ResourceStatus {
  return resourceStatus({ lastContactAt: Date.now(), ...differing });
}

describe("resources", () => {
  test("counts grow with what has happened, and are told again and again as they are", async () => {
    const counts = {
      lists: 1,
      watches: 2,
      relists: { expired: 1 },
      errors: { KW_API_FAILED: 3 },
      events: { ADDED: 4 },
    };
    const metrics = metricsOf(() => hostStatus(justHeard({ counts })));
    expect(await valueOf(metrics, 'kwatchman_resource_watches_total{resource="deployment"}')).toBe(2);
    counts.watches = 3;
    expect(await valueOf(metrics, 'kwatchman_resource_watches_total{resource="deployment"}')).toBe(3);
    const expected = {
      'kwatchman_resource_lists_total{resource="deployment"}': 1,
      'kwatchman_resource_relists_total{resource="deployment",reason="expired"}': 1,
      'kwatchman_resource_relists_total{resource="deployment",reason="rollback"}': 0,
      'kwatchman_resource_errors_total{resource="deployment",code="KW_API_FAILED"}': 3,
      'kwatchman_resource_events_total{resource="deployment",type="ADDED"}': 4,
    };
    for (const [series, value] of Object.entries(expected)) expect(await valueOf(metrics, series)).toBe(value);
  });

  test("entries of the same kind share their series: sums of objects, the worst of readiness and contact", async () => {
    const well = justHeard({ objects: 2 });
    const bad = justHeard({ objects: 3, state: "failing", isReady: false, lastContactAt: Date.now() - 600_000 });
    const metrics = metricsOf(() => hostStatus(well, bad, well));
    expect(await valueOf(metrics, 'kwatchman_resource_objects{resource="deployment"}')).toBe(7);
    expect(await valueOf(metrics, 'kwatchman_resource_lists_total{resource="deployment"}')).toBe(3);
    expect(await valueOf(metrics, 'kwatchman_resource_ready{resource="deployment"}')).toBe(0);
    const age = await valueOf(metrics, 'kwatchman_resource_contact_age_seconds{resource="deployment"}');
    expect(age).toBeGreaterThanOrEqual(600);
  });

  test("one that was not heard in its time is not ready", async () => {
    const metrics = metricsOf(() => hostStatus(resourceStatus({ lastContactAt: Date.now() - 151_000 })));
    expect(await valueOf(metrics, 'kwatchman_resource_ready{resource="deployment"}')).toBe(0);
  });

  test("one that was never heard has no contact to tell of", async () => {
    const metrics = metricsOf(() => hostStatus(resourceStatus({ state: "resolving", isReady: false })));
    expect(await valueOf(metrics, 'kwatchman_resource_ready{resource="deployment"}')).toBe(0);
    expect(await metrics.render()).not.toContain("kwatchman_resource_contact_age_seconds{");
  });
});

describe("handlers", () => {
  test("all series are there from the start, at 0", async () => {
    const metrics = metricsOf();
    for (const series of [
      'kwatchman_handler_calls_total{handler="diff",outcome="failed"}',
      'kwatchman_handler_retries_total{handler="log"}',
      'kwatchman_handler_dead_letters_total{handler="log"}',
      'kwatchman_handler_passed_over_total{handler="log"}',
      'kwatchman_handler_call_duration_seconds_count{handler="log"}',
    ]) {
      expect(await valueOf(metrics, series)).toBe(0);
    }
  });

  test("calls, retries, dead letters and what is passed over are counted by handler", async () => {
    const metrics = metricsOf();
    const { observer } = metrics;
    observer.called("log", "next", 0.003);
    observer.called("log", "failed", 2);
    observer.retried("log");
    observer.deadLettered("log");
    observer.passedOver("log");
    const expected = {
      'kwatchman_handler_calls_total{handler="log",outcome="next"}': 1,
      'kwatchman_handler_calls_total{handler="log",outcome="failed"}': 1,
      'kwatchman_handler_calls_total{handler="diff",outcome="next"}': 0,
      'kwatchman_handler_retries_total{handler="log"}': 1,
      'kwatchman_handler_dead_letters_total{handler="log"}': 1,
      'kwatchman_handler_passed_over_total{handler="log"}': 1,
      'kwatchman_handler_call_duration_seconds_sum{handler="log"}': 2.003,
      'kwatchman_handler_call_duration_seconds_bucket{le="0.005",handler="log"}': 1,
    };
    for (const [series, value] of Object.entries(expected)) expect(await valueOf(metrics, series)).toBe(value);
  });
});

test("breakers are told as they are, by handler", async () => {
  const breakers = [
    breakerStatus({ state: "half-open" }),
    breakerStatus({ handler: "log", state: "closed", waiting: 0 }),
  ];
  const metrics = metricsOf(() => ({ ...starting, breakers }));
  const expected = {
    'kwatchman_breaker_state{handler="slack",state="half-open"}': 1,
    'kwatchman_breaker_state{handler="slack",state="open"}': 0,
    'kwatchman_breaker_state{handler="slack",state="closed"}': 0,
    'kwatchman_breaker_state{handler="log",state="closed"}': 1,
    'kwatchman_breaker_openings_total{handler="slack"}': 2,
    'kwatchman_breaker_waiting_events{handler="slack"}': 17,
    'kwatchman_breaker_waiting_events{handler="log"}': 0,
    'kwatchman_breaker_skipped_events_total{handler="slack"}': 3,
  };
  for (const [series, value] of Object.entries(expected)) expect(await valueOf(metrics, series)).toBe(value);
});

test("lanes are told as they are", async () => {
  const lanes = { waiting: 5, running: 2, paused: true, observed: 20, handled: 13, merged: 4 };
  const metrics = metricsOf(() => ({ ...starting, lanes }));
  const expected = { waiting_changes: 5, running_changes: 2, paused: 1, observed_changes_total: 20 };
  for (const [name, value] of Object.entries({ ...expected, handled_changes_total: 13, merged_changes_total: 4 })) {
    expect(await valueOf(metrics, `kwatchman_lanes_${name}`)).toBe(value);
  }
});

test("the store is told as it is", async () => {
  const metrics = metricsOf(() => ({
    ...starting,
    deadLetters: { count: 3, oldestAt: Date.now() - 60_000 },
    store: { kind: "sqlite", pendingWrites: 7, failure: { reason: "database or disk is full", since: 0 } },
  }));
  expect(await valueOf(metrics, "kwatchman_store_dead_letters")).toBe(3);
  expect(await valueOf(metrics, "kwatchman_store_oldest_dead_letter_age_seconds")).toBeGreaterThanOrEqual(60);
  expect(await valueOf(metrics, "kwatchman_store_pending_writes")).toBe(7);
  expect(await valueOf(metrics, "kwatchman_store_failing")).toBe(1);
});

test("two hosts in one process measure apart", async () => {
  const [one, other] = [metricsOf(), metricsOf()];
  one.observer.retried("log");
  expect(await valueOf(other, 'kwatchman_handler_retries_total{handler="log"}')).toBe(0);
});
