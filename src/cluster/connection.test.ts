import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { openConnection, type Connection } from "./connection.ts";
import { RequestError } from "./connection/request-error.ts";
import { startAnsweringServer, writeTestKubeconfig } from "./fixtures/answering-server.ts";

const signal = new AbortController().signal;
const get = (connection: Connection, path = "/api") => connection.request({ path, signal });

async function failureOf(promise: Promise<unknown>): Promise<RequestError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof RequestError) return error;
  throw new Error(`Expected a RequestError, got ${String(error)}`);
}

/** Accepts connections and never says a word. */
async function startSilentServer(): Promise<string> {
  const server = createServer((socket) => socket.on("error", () => {}));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

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

describe("a refused request says", () => {
  test("what the server's Status says, with its reason and Retry-After", async () => {
    const { connection } = await startAnsweringServer((_, response) => {
      response.writeHead(429, { "retry-after": "7" });
      response.end(JSON.stringify({ kind: "Status", message: "too many", reason: "TooManyRequests", code: 429 }));
    });
    expect(await failureOf(get(connection))).toMatchObject({
      message: "too many (429)",
      code: "KW_API_FAILED",
      status: 429,
      reason: "TooManyRequests",
      retryAfterMs: 7000,
    });
  });

  test("the first line of any other text", async () => {
    const { connection } = await startAnsweringServer((_, response) => {
      response.writeHead(404);
      response.end("404 page not found\n");
    });
    expect(await failureOf(get(connection))).toMatchObject({ message: "404 page not found (404)", status: 404 });
  });

  test("that a token may have expired, and reads the credentials anew for the next request", async () => {
    const { connection, kubeconfig } = await startAnsweringServer(
      (request, response) => {
        response.writeHead(request.headers.authorization === "Bearer new" ? 200 : 401);
        response.end("{}");
      },
      { user: { token: "old" } },
    );
    expect(await failureOf(get(connection))).toMatchObject({
      message: "the credentials are not accepted, a token may have expired (401)",
      code: "KW_UNAUTHORIZED",
    });
    await writeFile(kubeconfig, (await readFile(kubeconfig, "utf8")).replace("old", "new"));
    expect(await get(connection)).toEqual({});
  });

  test("that a token may have expired, and goes on with its own context when another one has become current", async () => {
    const answers = (status: number) => startAnsweringServer((_, response) => response.writeHead(status).end("{}"));
    const [refusing, other] = [await answers(401), await answers(200)];
    await failureOf(get(refusing.connection));
    const config = JSON.parse(await readFile(refusing.kubeconfig, "utf8")) as Record<string, unknown[]>;
    config["clusters"]?.push({ name: "other", cluster: { server: other.url } });
    config["contexts"]?.push({ name: "other", context: { cluster: "other", user: "test" } });
    await writeFile(refusing.kubeconfig, JSON.stringify({ ...config, "current-context": "other" }));
    expect(await failureOf(get(refusing.connection))).toMatchObject({ status: 401 });
  });

  test("the beginning of a text without an end, and reads no more of it", async () => {
    const { connection } = await startAnsweringServer((_, response) => {
      response.writeHead(500);
      const text = "out of order\n".repeat(10_000);
      const writeOn = () => {
        while (!response.destroyed && response.write(text));
      };
      response.on("drain", writeOn);
      writeOn();
    });
    expect(await failureOf(get(connection))).toMatchObject({ message: "out of order (500)", status: 500 });
  });

  test("that a web page came back, not its source", async () => {
    const { connection } = await startAnsweringServer((_, response) =>
      response.writeHead(502).end("\n<!DOCTYPE html>\n<html><body>Bad gateway</body></html>"),
    );
    expect(await failureOf(get(connection))).toMatchObject({
      message: "a web page came back, not a Kubernetes API's answer (502)",
      status: 502,
    });
  });

  test("a pause of no length when a negative one is asked for", async () => {
    const { connection } = await startAnsweringServer((_, response) => {
      response.writeHead(429);
      response.end(JSON.stringify({ message: "too many", details: { retryAfterSeconds: -1e9 } }));
    });
    expect((await failureOf(get(connection))).retryAfterMs).toBe(0);
  });

  test.each([
    ["<html>", "a web page"],
    ['{"data":{"password":"aHVudGVyMg==', "33 bytes that are not JSON"],
  ])("what was expected when the answer is no JSON, and nothing of it: %s", async (body, words) => {
    const { connection } = await startAnsweringServer((_, response) => response.end(body));
    expect((await failureOf(get(connection))).message).toBe(`expected JSON, got ${words}`);
  });
});

describe("a request without an answer says", () => {
  const open = async (url: string, user?: object) => {
    const kubeconfig = [await writeTestKubeconfig(url, user)];
    return openConnection({ kubeconfig, env: {}, watch: { timeoutMs: 1000 } });
  };

  test("that the connection is refused", async () => {
    const failure = await failureOf(get(await open("http://127.0.0.1:1")));
    expect(failure).toMatchObject({ code: "KW_CLUSTER_UNREACHABLE", status: undefined });
    expect(failure.message).toBe("connection refused (http://127.0.0.1:1)");
  });

  test("where, but not the password that stands in the server's URL", async () => {
    const connection = await open("http://admin:hunter2@127.0.0.1:1");
    expect(connection.server).toBe("http://127.0.0.1:1/");
    expect((await failureOf(get(connection))).message).toBe("connection refused (http://127.0.0.1:1/)");
  });

  test("that it broke off", async () => {
    const { connection } = await startAnsweringServer((request) => request.socket.destroy());
    expect((await failureOf(get(connection))).message).toContain("the connection broke off");
  });

  test("that nothing came in time, or that the answer did not end in time", async () => {
    const silent = await open(await startSilentServer());
    const { connection: unending } = await startAnsweringServer((_, response) => response.write('{"items":['));
    const failures = await Promise.all([silent, unending].map((connection) => failureOf(get(connection))));
    expect(failures).toMatchObject([
      { message: "no answer within 5 s", reason: "Silence" },
      { message: "the answer was not complete within 5 s", reason: "Silence" },
    ]);
  });

  test("that the credentials could not be obtained", async () => {
    const connection = await open("http://127.0.0.1:1", { exec: { command: "/nonexistent/login" } });
    await expect(get(connection)).rejects.toMatchObject({
      code: "KW_UNAUTHORIZED",
      message: expect.stringContaining("the credentials could not be obtained: spawn /nonexistent/login ENOENT"),
    });
  });

  test("that what an exec plugin printed is no JSON, and shows none of it", async () => {
    const connection = await open("http://127.0.0.1:1", { exec: { command: "echo", args: ["s3cret-token"] } });
    const error = await get(connection).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "KW_UNAUTHORIZED",
      message: "the credentials could not be obtained: the exec plugin's output is not JSON",
    });
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY })).not.toContain("s3cret");
  });
});

describe("an aborted request rejects with the signal's reason", () => {
  const reason = new Error("stopped");
  const abortSoon = async (connection: Connection) => {
    const controller = new AbortController();
    const pending = connection.request({ path: "/api", signal: controller.signal });
    await delay(50);
    controller.abort(reason);
    return pending;
  };

  test("before it is sent", async () => {
    const { connection } = await startAnsweringServer((_, response) => response.end("{}"));
    await expect(connection.request({ path: "/api", signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("while nothing is answered", async () => {
    const { connection } = await startAnsweringServer(() => {});
    await expect(abortSoon(connection)).rejects.toBe(reason);
  });

  test("in the middle of the answer", async () => {
    const { connection } = await startAnsweringServer((_, response) => response.write("{"));
    await expect(abortSoon(connection)).rejects.toBe(reason);
  });

  test("while an exec plugin thinks", async () => {
    const kubeconfig = [await writeTestKubeconfig("http://127.0.0.1:1", { exec: { command: "sleep", args: ["3"] } })];
    const connection = await openConnection({ kubeconfig, env: {}, watch: { timeoutMs: 1000 } });
    await expect(abortSoon(connection)).rejects.toBe(reason);
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
