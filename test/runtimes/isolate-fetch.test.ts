import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IsolateSpec } from "../../src/runtimes/handler-spec.ts";
import { type IsolateHost, openIsolateHost, type TriedHandler } from "./isolate/isolate-host.ts";

interface Received {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const received: Received[] = [];
let origin = "";
let host: IsolateHost;

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const { method = "", url = "", headers } = request;
  received.push({ line: `${method} ${url}`, headers, body });
  const answers: Readonly<Record<string, () => void>> = {
    "/moved": () => response.writeHead(302, { location: "/elsewhere" }).end(),
    "/hangs": () => {},
    "/large": () => response.end("x".repeat(1024 * 1024 + 1)),
    "/echo": () => response.writeHead(200, { "x-echo": headers.authorization ?? "" }).end(JSON.stringify(headers)),
    "/404": () => response.writeHead(404).end("none"),
  };
  (answers[url] ?? (() => response.writeHead(201, { "X-Thing": "1" }).end(JSON.stringify({ ok: "ü" }))))();
}

beforeAll(async () => {
  host = await openIsolateHost();
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return () => {
    server.closeAllConnections();
    server.close();
  };
});
afterAll(() => host.close());

/** A handler whose `run` is the given code. */
function fetching(code: string, differing: Partial<IsolateSpec> = {}): Promise<TriedHandler> {
  received.length = 0;
  const source = `export default { async handle(event, { settings, signal }) { const origin = ${JSON.stringify(origin)}; return { value: await (async () => { ${code} })() }; } };`;
  return host.plugin("fetches", source, { fetch: [origin], allowPrivate: [origin], ...differing });
}

async function valueOf(code: string, differing: Partial<IsolateSpec> = {}): Promise<unknown> {
  const { call, handler } = await fetching(code, differing);
  try {
    return ((await call()) as { readonly value: unknown }).value;
  } finally {
    await handler.close();
  }
}

const secretive = { settings: { token: "S3CR3T-token", deep: { key: 77 } }, secretSettings: ["/token", "/deep/key"] };

describe("fetch", () => {
  test("sends method, headers and body, and gives status, headers, text and JSON", async () => {
    const value = await valueOf(`
      const response = await fetch(new URL("/a?b=ü", origin), { method: "post", headers: { "X-Own": "1" }, body: JSON.stringify({ a: "ü" }) });
      const again = await fetch(origin);
      return [response.status, response.ok, response.headers.get("x-thing"), await response.json(), await again.text(), again.bodyUsed];
    `);

    expect(value).toEqual([201, true, "1", { ok: "ü" }, '{"ok":"ü"}', true]);
    expect(received[0]).toMatchObject({
      line: "POST /a?b=%C3%BC",
      body: '{"a":"ü"}',
      headers: { "x-own": "1", "content-type": "text/plain;charset=UTF-8" },
    });
    expect(received[1]).toMatchObject({ line: "GET /", body: "" });
  });

  test("gives a redirect as it is, and any status", async () => {
    const value = await valueOf(`
      const moved = await fetch(origin + "/moved");
      const missing = await fetch(origin + "/404");
      return [moved.status, moved.headers.get("location"), missing.ok, missing.status];
    `);

    expect(value).toEqual([302, "/elsewhere", false, 404]);
    expect(received.map(({ line }) => line)).toEqual(["GET /moved", "GET /404"]);
  });

  test("is ended by its signal", async () => {
    const value = await valueOf(`
      return fetch(origin + "/hangs", { signal: AbortSignal.timeout(100) }).catch((error) => error.name);
    `);

    expect(value).toBe("TimeoutError");
  });

  test("ends with its call", async () => {
    const { call } = await fetching(`await fetch(origin + "/hangs");`, { timeoutMs: 500 });
    await expect(call()).rejects.toMatchObject({ code: "KW_HANDLER_TIMEOUT" });
    expect(received).toHaveLength(1);
  });

  test("is there while a call is, not while the plugin is loaded", async () => {
    const { call } = await host.plugin("loads", "await fetch('https://a.example'); export default { handle() {} };");

    await expect(call()).rejects.toThrow("fetch is there only while a call is under way");
  });
});

/** Code, and what the TypeError says that it comes to. */
const refused: [code: string, message: string][] = [
  ['fetch("https://other.example/")', "permissions.fetch, got https://other.example"],
  ["fetch(origin.replace('http:', 'https:'))", "among the manifest's permissions.fetch"],
  ["fetch(origin + '.example.com/')", "absolute one"],
  ["fetch(origin + '0/')", "absolute one"],
  ["fetch('http://user@127.0.0.1:' + new URL(origin).port)", "without credentials"],
  ["fetch('http://localhost:' + new URL(origin).port)", "got http://localhost"],
  ["fetch('/relative')", "absolute one"],
  ["fetch('file:///etc/passwd')", "permissions.fetch, got null"],
  ["fetch('data:text/plain,x')", "permissions.fetch, got null"],
  ["fetch(origin, { method: 'CONNECT' })", "Expected a method of GET"],
  ["fetch(origin, { headers: { Host: 'other.example' } })", "Expected no header `host`"],
  ["fetch(origin, { headers: { 'Content-Length': '5' } })", "Expected no header `content-length`"],
  ["fetch(origin, { headers: { 'x-a': 'b\\r\\nx-c: d' } })", "to be one line"],
  ["fetch(origin, { headers: { 'x a': 'b' } })", "Expected headers to be names and texts"],
  ["fetch(origin, { body: 'x' })", "Expected a GET without a body"],
  ["fetch(origin, { method: 'POST', body: new Uint8Array(1) })", "Expected `body` to be a string"],
  ["fetch(origin, { method: 'POST', body: 'x'.repeat(300_000) })", "to have at most 262144 bytes, got 300000"],
  ["fetch(origin + '/large')", "to have at most 1048576 bytes, got more"],
  ["fetch(origin, { headers: { authorization: '{{secret:nothing}}' } })", "to name a secret that is set"],
  ["fetch(origin, { method: 'POST', body: settings.token })", "secrets are not filled into bodies"],
];

describe("a fetch that may not be is a TypeError that says why, and nothing is sent", () => {
  test.each(refused)("%s", async (code, message) => {
    const value = await valueOf(
      `return ${code}.then(() => "done", (error) => [error.name, error.message]);`,
      secretive,
    );

    expect(value).toEqual(["TypeError", expect.stringContaining(message)]);
    expect(received.filter(({ line }) => line !== "GET /large")).toEqual([]);
  });

  test("to a private address that the operator has not allowed", async () => {
    const value = await valueOf("return fetch(origin).catch((error) => error.message);", { allowPrivate: [] });

    expect(value).toContain("to lie at a public address");
    expect(received).toEqual([]);
  });

  test("more than eight at once, or a hundred in a call", async () => {
    const value = await valueOf(`
      const many = await Promise.allSettled(Array.from({ length: 10 }, () => fetch(origin)));
      let refusal;
      for (let count = 0; count < 100 && refusal === undefined; count += 1) await fetch(origin).catch((error) => { refusal = error.message; });
      return [many.filter(({ status }) => status === "fulfilled").length, refusal];
    `);

    expect(value).toEqual([8, "A call may fetch at most 100 times"]);
    expect(received).toHaveLength(100);
  });
});

describe("a secret setting", () => {
  test("is a placeholder to the isolate, and itself in a header to a granted origin", async () => {
    const value = await valueOf(
      `await fetch(origin, { headers: { authorization: "Bearer " + settings.token, "x-key": settings.deep.key } });
       return settings;`,
      secretive,
    );

    expect(value).toEqual({ token: "{{secret:token}}", deep: { key: "{{secret:deep.key}}" } });
    expect(received[0]?.headers).toMatchObject({ authorization: "Bearer S3CR3T-token", "x-key": "77" });
  });

  test("does not come back when a server repeats it", async () => {
    const value = await valueOf(
      `const response = await fetch(origin + "/echo", { headers: { authorization: settings.token } });
       return [response.headers.get("x-echo"), await response.text()];`,
      secretive,
    );

    expect(received[0]?.headers.authorization).toBe("S3CR3T-token");
    expect(JSON.stringify(value)).not.toContain("S3CR3T");
  });
});
