import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openConnection, type Connection } from "./connection.ts";
import { startAnsweringServer, writeTestKubeconfig } from "./fixtures/answering-server.ts";
import { get } from "./fixtures/requests.ts";

const signal = new AbortController().signal;

describe("a request", () => {
  test("gives the answer parsed, from under the server's own path", async () => {
    const { connection } = await startAnsweringServer(
      (request, response) => response.end(JSON.stringify({ url: request.url, agent: request.headers["user-agent"] })),
      { urlPath: "/k8s/clusters/c-1" },
    );
    const answer = await connection.request({ path: "/api/v1/pods", query: { limit: "5", continue: "a b" }, signal });
    expect(answer).toEqual({ url: "/k8s/clusters/c-1/api/v1/pods?limit=5&continue=a+b", agent: "kwatchman" });
  });

  test("sends a body as JSON", async () => {
    const { connection } = await startAnsweringServer((request, response) => {
      response.writeHead(201);
      request.pipe(response);
    });
    expect(await connection.request({ method: "POST", path: "/api", body: { a: 1 }, signal })).toEqual({ a: 1 });
  });

  test("uses one connection for many requests, one after the other", async () => {
    const { connection, accepted } = await startAnsweringServer((_, response) => response.end("{}"));
    for (let count = 0; count < 10; count += 1) await get(connection);
    expect(accepted()).toBe(1);
  });

  test("is sent again when the idle connection it was sent on is closed that moment", async () => {
    let requests = 0;
    const { connection, accepted } = await startAnsweringServer((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.destroy();
      else response.end("{}");
    });
    await get(connection);
    await get(connection);
    expect([requests, accepted()]).toEqual([3, 2]);
  });

  test("carries a token without the newline its file ends in", async () => {
    const { connection } = await startAnsweringServer(
      (request, response) => response.end(JSON.stringify(request.headers.authorization)),
      { user: { token: "secret\n" } },
    );
    expect(await get(connection)).toBe("Bearer secret");
  });
});

describe("an aborted request rejects with the signal's reason", () => {
  const reason = new Error("stopped");
  /** Begins a request and aborts it when `isUnderWay` resolves. Resolves with what it rejects with. */
  const abortWhen = async (connection: Connection, isUnderWay: () => Promise<unknown>): Promise<unknown> => {
    const controller = new AbortController();
    const request = connection.request({ path: "/api", signal: controller.signal });
    const rejection = request.then(
      () => undefined,
      (error: unknown) => error,
    );
    await isUnderWay();
    controller.abort(reason);
    return rejection;
  };

  test("before it is sent", async () => {
    const { connection } = await startAnsweringServer((_, response) => response.end("{}"));
    await expect(connection.request({ path: "/api", signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("while nothing is answered", async () => {
    const asked = Promise.withResolvers<void>();
    const { connection } = await startAnsweringServer(() => asked.resolve());
    expect(await abortWhen(connection, () => asked.promise)).toBe(reason);
  });

  test("in the middle of the answer", async () => {
    const isRead = Promise.withResolvers<void>();
    const spaces = Buffer.alloc(1024 * 1024, " ");
    const endless = function* () {
      // So much does not fit between the two: some of it has been read.
      for (let sent = 0; sent < 64; sent += 1) yield spaces;
      isRead.resolve();
      for (;;) yield spaces;
    };
    const { connection } = await startAnsweringServer((_, response) => {
      // It ends with an error when the request is aborted.
      pipeline(endless(), response, () => {});
    });
    expect(await abortWhen(connection, () => isRead.promise)).toBe(reason);
  });

  test("while an exec plugin thinks", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-plugin-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const begun = path.join(folder, "begun");
    const exec = { command: "sh", args: ["-c", `touch ${begun}; exec sleep 3`] };
    const kubeconfig = [await writeTestKubeconfig("http://127.0.0.1:1", { exec })];
    const connection = await openConnection({ kubeconfig, env: {}, watch: { timeoutMs: 1000 } });
    const hasBegun = () => vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 15_000 });
    expect(await abortWhen(connection, hasBegun)).toBe(reason);
  });
});

describe("a cluster's identity", () => {
  test("is kube-system's uid, asked once", async () => {
    let requests = 0;
    const { connection } = await startAnsweringServer((request, response) => {
      requests += 1;
      response.end(JSON.stringify({ path: request.url, metadata: { uid: "uid-1" } }));
    });
    expect([await connection.identity(signal), await connection.identity(signal)]).toEqual(["uid-1", "uid-1"]);
    expect(requests).toBe(1);
  });

  test("is a hash of the server's URL where that may not be read", async () => {
    const { connection } = await startAnsweringServer((_, response) => {
      response.writeHead(403);
      response.end("{}");
    });
    expect(await connection.identity(signal)).toMatch(/^[0-9a-f]{32}$/);
  });

  test("is not guessed when the server cannot be asked", async () => {
    const { connection } = await startAnsweringServer((_, response) => {
      response.writeHead(500);
      response.end("{}");
    });
    await expect(connection.identity(signal)).rejects.toMatchObject({ status: 500 });
  });
});
