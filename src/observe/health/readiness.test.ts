import { describe, expect, test } from "vitest";
import { hostStatus, now, resourceStatus } from "../fixtures/statuses.ts";
import { starting, type HostStatus } from "../host-status.ts";
import { judgeReadiness, type Readiness } from "./readiness.ts";

const silenceLimitMs = 150_000;

function judge(status: HostStatus): Readiness {
  return judgeReadiness(status, now, silenceLimitMs);
}

describe("a host is ready", () => {
  test("when all its resources are", () => {
    expect(judge(hostStatus(resourceStatus(), resourceStatus({ kind: "pod" })))).toMatchObject({
      isReady: true,
      reason: "",
    });
  });

  test("while it waits for a definition that is known to be absent", () => {
    const absent = resourceStatus({ state: "waiting", isSynced: false, reason: "not served" });
    expect(judge(hostStatus(absent))).toMatchObject({
      isReady: true,
      resources: [{ isReady: true, state: "waiting", reason: "not served", secondsSinceContact: undefined }],
    });
  });

  test("while a watch is paused by full lanes, however long", () => {
    const paused = resourceStatus({ state: "paused", lastContactAt: now - 10 * silenceLimitMs });
    expect(judge(hostStatus(paused)).isReady).toBe(true);
  });

  test("up to the end of the time in which it must be heard", () => {
    expect(judge(hostStatus(resourceStatus({ lastContactAt: now - silenceLimitMs }))).isReady).toBe(true);
  });
});

describe("a host is not ready", () => {
  test("before anything is watched", () => {
    expect(judge(starting)).toEqual({
      isReady: false,
      reason: "starting",
      resources: [],
      broken: [],
      switchedOff: [],
      storeFailure: "",
      reloadProblems: [],
    });
  });

  test("while it stops, well as its resources may be", () => {
    expect(judge({ ...hostStatus(resourceStatus()), phase: "stopping" })).toMatchObject({
      isReady: false,
      reason: "stopping",
    });
  });

  test("when one resource is not, and says how many", () => {
    const failing = resourceStatus({ kind: "pod", state: "failing", isReady: false, reason: "pods: forbidden" });
    expect(judge(hostStatus(resourceStatus(), failing))).toMatchObject({
      isReady: false,
      reason: "1 of 2 resources is not ready",
      resources: [{ isReady: true }, { isReady: false, kind: "pod", state: "failing", reason: "pods: forbidden" }],
    });
  });

  test("when one of a resource's watches was not heard in its time, whatever its state says", () => {
    const [heard] = resourceStatus().reflectors;
    const silent = resourceStatus({ lastContactAt: now - silenceLimitMs - 1 });
    const resource = { ...silent, reflectors: [...silent.reflectors, ...(heard === undefined ? [] : [heard])] };
    expect(judge(hostStatus(resource)).resources).toMatchObject([
      { isReady: false, state: "stale", reason: "nothing heard for more than 150 s", secondsSinceContact: 150.001 },
    ]);
  });
});

test("a contact that a clock set back puts into the future is just now", () => {
  const { resources } = judge(hostStatus(resourceStatus({ lastContactAt: now + 60_000 })));
  expect(resources).toMatchObject([{ isReady: true, secondsSinceContact: 0 }]);
});
