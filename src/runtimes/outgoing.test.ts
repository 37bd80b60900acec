import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { open, post } from "./outgoing/fixtures/requests.ts";
import { serve, serveRaw } from "./outgoing/fixtures/servers.ts";

async function* endless(): AsyncGenerator<string> {
  for (;;) {
    yield "x".repeat(10_000);
    await setImmediate();
  }
}

describe("a request", () => {
  test("has its method, path, headers and body, and gets status, headers and body", async () => {
    const url = await serve((request, response) => {
      const { method = "", url: target, headers } = request;
      response.writeHead(418, { "X-Twice": ["a", "b"] });
      request.setEncoding("utf8").on("data", (body: string) => {
        response.end(`${method} ${target} ${String(headers["x-greeting"])} ${body}`);
      });
    });
    const { status, headers, body, isCut } = await post(open(), url);
    expect(status).toBe(418);
    expect(headers["x-twice"]).toBe("a, b");
    expect(Buffer.from(body).toString()).toBe("POST /hook?token=hunter2 hello ünï");
    expect(isCut).toBe(false);
  });

  test("does not follow a redirect", async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(await post(open(), url)).toMatchObject({ status: 302, headers: { location: "/elsewhere" } });
    expect(asked).toEqual(["/hook?token=hunter2"]);
  });

  test("uses a connection again, and no more than it may", async () => {
    const sockets = new Set<Socket>();
    const url = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    const outgoing = open({ connections: 2 });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([1, 2, 3, 4].map(() => post(outgoing, url)));
    }
    expect(sockets.size).toBe(2);
  });

  test.each(["http_proxy", "HTTP_PROXY"])("does not go through the proxy of %s", async (name) => {
    const before = process.env[name];
    process.env[name] = `http://127.0.0.1:${await serveRaw((socket) => socket.destroy())}`;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
    expect((await post(open(), await serve((_, response) => response.end()))).status).toBe(200);
  });
});

describe("an answer that is too much", () => {
  test("is cut at the limit, and its connection is ended", async () => {
    const closed = Promise.withResolvers<void>();
    const url = await serve((request, response) => {
      request.socket.on("close", () => closed.resolve());
      Readable.from(endless()).pipe(response);
    });
    const { body, isCut } = await post(open(), url);
    expect(Buffer.from(body).toString()).toBe("x".repeat(100));
    expect(isCut).toBe(true);
    await closed.promise;
  });

  test("is not cut at exactly the limit", async () => {
    const url = await serve((_, response) => response.end("x".repeat(100)));
    expect(await post(open(), url)).toMatchObject({ isCut: false, body: { length: 100 } });
  });

  test("fails if it is its headers", async () => {
    const port = await serveRaw((socket) => {
      socket.on("error", () => {}).write(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(100_000)}\r\n\r\n`);
    });
    await expect(post(open(), `http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: "KW_OUTGOING_FAILED",
      cause: { code: "UND_ERR_HEADERS_OVERFLOW" },
    });
  });
});

describe("a request that takes too long ends with the signal's reason", () => {
  test.each([
    ["while the body drips", "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"],
    ["while the headers drip", "HTTP/1.1 200 OK\r\n"],
  ])("%s, and so does its connection", async (_, start) => {
    const closed = Promise.withResolvers<void>();
    const dripping = Promise.withResolvers<void>();
    const port = await serveRaw((socket) => {
      const drip = setInterval(() => socket.write("x", () => dripping.resolve()), 20);
      socket
        .on("error", () => {})
        .on("close", () => {
          clearInterval(drip);
          closed.resolve();
        });
      socket.write(start);
    });
    const controller = new AbortController();
    const asked = post(open(), `http://127.0.0.1:${port}/`, controller.signal);
    await dripping.promise;
    controller.abort(new Error("too late"));
    await expect(asked).rejects.toThrow("too late");
    await closed.promise;
  });

  test("while it connects", async () => {
    const connected = Promise.withResolvers<void>();
    // It says nothing where TLS is expected.
    const port = await serveRaw(() => connected.resolve());
    const controller = new AbortController();
    const asked = post(open(), `https://127.0.0.1:${port}/`, controller.signal);
    await connected.promise;
    controller.abort(new Error("too late"));
    await expect(asked).rejects.toThrow("too late");
  });

  test("before it begins", async () => {
    await expect(post(open(), "http://127.0.0.1:1/", AbortSignal.abort(new Error("too late")))).rejects.toThrow(
      "too late",
    );
  });
});

describe("a failure has one code, the origin alone, and its cause", () => {
  test("nobody listens", async () => {
    const failed = post(open(), "http://127.0.0.1:1/hook?token=hunter2");
    await expect(failed).rejects.toMatchObject({
      code: "KW_OUTGOING_FAILED",
      message: "Expected http://127.0.0.1:1 to answer: connect ECONNREFUSED 127.0.0.1:1",
      cause: { code: "ECONNREFUSED" },
    });
  });

  test.each([
    ["it is not HTTP", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["it speaks another protocol", "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"],
    ["its chunks have no length", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"],
    ["the body ends early", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"],
    ["there is no answer", ""],
  ])("%s", async (_, bytes) => {
    const port = await serveRaw((socket) => socket.on("data", () => socket.end(bytes)));
    const failed = post(open(), `http://127.0.0.1:${port}/hook?token=hunter2`);
    await expect(failed).rejects.toMatchObject({ code: "KW_OUTGOING_FAILED", cause: expect.any(Error) });
    await expect(failed).rejects.not.toThrow("hunter2");
  });
});

describe("a probe", () => {
  test("connects and sends nothing", async () => {
    const received = Promise.withResolvers<string>();
    const port = await serveRaw((socket) => {
      let bytes = "";
      socket.setEncoding("utf8");
      socket.on("data", (chunk: string) => (bytes += chunk)).on("close", () => received.resolve(bytes));
    });
    await open().probe(new URL(`http://127.0.0.1:${port}/`), AbortSignal.timeout(30_000));
    expect(await received.promise).toBe("");
  });

  test("fails as a request does", async () => {
    const signal = AbortSignal.timeout(30_000);
    await expect(open().probe(new URL("http://127.0.0.1:1/"), signal)).rejects.toMatchObject({
      code: "KW_OUTGOING_FAILED",
    });
    await expect(
      open({ allowPrivate: () => false }).probe(new URL("http://localhost:1/"), signal),
    ).rejects.toMatchObject({ code: "KW_ADDRESS_REFUSED" });
  });
});
