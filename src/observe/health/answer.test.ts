import { describe, expect, test } from "vitest";
import { breakerStatus, hostStatus, now, resourceStatus } from "../fixtures/statuses.ts";
import { createMask } from "../mask.ts";
import { type Answer, answer } from "./answer.ts";
import { judgeReadiness } from "./readiness.ts";

const failing = resourceStatus({
  kind: "pod",
  state: "failing",
  isReady: false,
  reason: "pods: connection refused (https://hunter2:6443)",
  objects: 0,
});

/** What is answered to GET, unless said otherwise. */
function ask(
  target: string,
  { method = "GET", accept = "", status = hostStatus(resourceStatus()) } = {},
): Promise<Answer> {
  return answer(
    { method, target, accept },
    {
      readiness: () => judgeReadiness(status, now, 150_000),
      metrics: { contentType: "text/plain; version=0.0.4", render: async () => "kwatchman_x 1\n" },
      mask: createMask(["hunter2"]),
    },
  );
}

test("/healthz is ok", async () => {
  expect(await ask("/healthz")).toMatchObject({ status: 200, body: "ok\n" });
});

test("/metrics is in Prometheus' format", async () => {
  expect(await ask("/metrics")).toEqual({
    status: 200,
    headers: { "content-type": "text/plain; version=0.0.4" },
    body: "kwatchman_x 1\n",
  });
});

describe("/readyz", () => {
  test("stays ready while the last reload was not taken over, and says why", async () => {
    const problems = [{ code: "KW_CONFIG_INVALID", message: "Expected `a` of hunter2" }] as const;
    const reload = { generation: 3, problems };
    const { status, body } = await ask("/readyz", { status: { ...hostStatus(resourceStatus()), reload } });
    expect(status).toBe(200);
    expect(body).toMatch(/^ready\n.*\n\[!\] reload: not taken over: Expected `a` of \*\*\*\n$/);
  });

  test("is 200 when ready, with each resource's state, contact and objects", async () => {
    const waiting = resourceStatus({ kind: "widgets", state: "waiting", reason: "not served", objects: 0 });
    const { status, body } = await ask("/readyz", { status: hostStatus(resourceStatus(), waiting) });
    expect(status).toBe(200);
    expect(body).toBe(
      "ready\n[+] deployment: watching, heard 1.0 s ago, 1 object\n[+] widgets: waiting, 0 objects: not served\n",
    );
  });

  test("is 503 when not, with the reason in words, secrets masked", async () => {
    const { status, body } = await ask("/readyz", { status: hostStatus(failing) });
    expect(status).toBe(503);
    expect(body).toBe(
      "not ready: 1 of 1 resources is not ready\n[-] pod: failing, heard 1.0 s ago, 0 objects: pods: connection refused (https://***:6443)\n",
    );
  });

  test("a store that cannot be written makes nobody deaf, and is told", async () => {
    const failure = { reason: "disk of hunter2 is full", since: 0 };
    const store = { kind: "sqlite", pendingWrites: 7, failure } as const;
    const { status, body } = await ask("/readyz", { status: { ...hostStatus(resourceStatus()), store } });
    expect(status).toBe(200);
    expect(body).toMatch(/^ready\n.*\n\[!\] store: cannot be written: disk of \*\*\* is full\n$/);
  });

  test("a handler whose breaker is open makes nobody deaf, and is told", async () => {
    const breakers = [breakerStatus(), breakerStatus({ handler: "log", state: "closed" })];
    const status = { ...hostStatus(resourceStatus()), breakers };
    const text = await ask("/readyz", { status });
    expect(text.status).toBe(200);
    expect(text.body).toMatch(
      /^ready\n.*\n\[!\] handler slack: breaker open, 9 failures since 2026-11-22T06:59:00.000Z, 17 waiting: no route to \*\*\*\n$/,
    );
    expect(JSON.parse((await ask("/readyz?format=json", { status })).body)).toMatchObject({
      ready: true,
      breakers: [
        {
          handler: "slack",
          state: "open",
          failures: 9,
          since: "2026-11-22T06:59:00.000Z",
          waiting: 17,
          lastError: "no route to ***\n  at any hop",
        },
      ],
    });
  });

  test("a handler that is switched off makes nobody deaf, and is told", async () => {
    const switchedOff = [{ handler: "ticket", reason: "https://hunter2 answered 410 (Gone)" }];
    const status = { ...hostStatus(resourceStatus()), switchedOff };
    const text = await ask("/readyz", { status });

    expect(text.status).toBe(200);
    expect(text.body).toMatch(
      /^ready\n.*\n\[!\] handler ticket: switched off until a reload: https:\/\/\*\*\* answered 410 \(Gone\)\n$/,
    );
    expect(JSON.parse((await ask("/readyz?format=json", { status })).body)).toMatchObject({
      ready: true,
      switchedOff: [{ handler: "ticket", reason: "https://*** answered 410 (Gone)" }],
    });
  });

  test("says so of a resource that was never heard", async () => {
    const status = hostStatus({ ...failing, lastContactAt: undefined });
    expect((await ask("/readyz", { status })).body).toContain("[-] pod: failing, not heard yet, 0 objects: ");
    expect(JSON.parse((await ask("/readyz?format=json", { status })).body)).toMatchObject({
      resources: [{ secondsSinceContact: null }],
    });
  });

  test.each([
    { target: "/readyz?format=json", accept: "" },
    { target: "/readyz", accept: "application/json" },
    { target: "/readyz?format=json", accept: "text/plain" },
  ])("is JSON for $target with accept '$accept', secrets masked", async ({ target, accept }) => {
    const { status, headers, body } = await ask(target, { accept, status: hostStatus(failing) });
    expect(status).toBe(503);
    expect(headers["content-type"]).toBe("application/json");
    expect(JSON.parse(body)).toEqual({
      ready: false,
      reason: "1 of 1 resources is not ready",
      resources: [
        {
          kind: "pod",
          ready: false,
          state: "failing",
          reason: "pods: connection refused (https://***:6443)",
          secondsSinceContact: 1,
          objects: 0,
        },
      ],
      breakers: [],
      switchedOff: [],
      storeFailure: "",
      reloadProblems: [],
    });
  });

  test("is text when the query says so, whatever the header", async () => {
    const { headers } = await ask("/readyz?format=text", { accept: "application/json" });
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  });
});

test.each(["/", "/healthz/", "/metricsx", "//readyz", ""])(
  "'%s' is not there, and what is there is named",
  async (target) => {
    const { status, body } = await ask(target);
    expect(status).toBe(404);
    for (const path of ["/healthz", "/readyz", "/metrics"]) expect(body).toContain(path);
  },
);

test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s is not allowed, and what is is told", async (method) => {
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    expect(await ask(path, { method })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  }
});

test("HEAD is answered as GET is", async () => {
  expect(await ask("/readyz", { method: "HEAD" })).toEqual(await ask("/readyz"));
});
