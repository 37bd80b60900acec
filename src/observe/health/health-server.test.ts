import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { keepingLog, type Line } from "../../pipeline/fixtures/logs.ts";
import { createMask } from "../mask.ts";
import { type HealthServer, type HealthServerOptions, openHealthServer } from "./health-server.ts";

interface Opened extends HealthServer {
  readonly url: string;
  readonly lines: readonly Line[];
}

const byKey = { by: "`http.address`", at: "config.toml:2" };

async function open(
  render: () => Promise<string> = async () => "",
  port = 0,
  said: HealthServerOptions["said"] = byKey,
): Promise<Opened> {
  const log = keepingLog();
  const server = await openHealthServer({
    address: { host: "127.0.0.1", port },
    said,
    readiness: () => ({
      isReady: true,
      reason: "",
      resources: [],
      broken: [],
      storeFailure: "",
      switchedOff: [],
      reloadProblems: [],
    }),
    metrics: { contentType: "text/plain", render },
    mask: createMask([]),
    log,
  });
  onTestFinished(() => server.close());
  return { ...server, url: `http://127.0.0.1:${server.address.port}`, lines: log.lines };
}

/** Sends bytes and resolves with all that is answered, up to the end of the connection. */
async function sendRaw({ address }: HealthServer, bytes: string): Promise<string> {
  const socket = connect(address.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(bytes);
  return text(socket);
}

test("it answers over HTTP, is not to be cached, and closes the connection", async () => {
  const { url } = await open();
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("ready\n");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("connection")).toBe("close");
});

test("HEAD has the headers of GET and no body", async () => {
  const answered = await sendRaw(await open(), "HEAD /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
  expect(answered).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(answered).toMatch(/content-length: 3\r\n/);
  expect(answered).toMatch(/\r\n\r\n$/);
});

test("a body is not waited for", async () => {
  const answered = await sendRaw(await open(), "POST /readyz HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n{");
  expect(answered).toMatch(/^HTTP\/1.1 405 /);
});

test("headers that are too long are refused", async () => {
  const long = "x".repeat(20_000);
  expect(await sendRaw(await open(), `GET /healthz HTTP/1.1\r\nhost: a\r\nx: ${long}\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 431 /,
  );
});

test("a client that does not finish its request is dropped", async () => {
  expect(await sendRaw(await open(), "GET /healthz HTTP/1.1\r\n")).toMatch(/^HTTP\/1.1 408 /);
});

test("what cannot be answered is a 500 and a line in the log", async () => {
  const { url, lines } = await open(() => Promise.reject(new Error("no figures")));
  expect((await fetch(`${url}/metrics`)).status).toBe(500);
  expect(lines).toMatchObject([{ level: "error", fields: { path: "/metrics", error: { message: "no figures" } } }]);
});

test("an address that is taken is one error that names the key and its place", async () => {
  const { address } = await open();
  await expect(open(undefined, address.port)).rejects.toMatchObject({
    code: "KW_LISTEN_FAILED",
    message: `Expected \`http.address\` to be free to listen at, got "127.0.0.1:${address.port}" in config.toml:2`,
    cause: { code: "EADDRINUSE" },
  });
});

test("an address that is taken names the flag, if that said it", async () => {
  const { address } = await open();

  await expect(open(undefined, address.port, { by: "--http-address (KW_HTTP_ADDRESS)" })).rejects.toMatchObject({
    message: `Expected --http-address (KW_HTTP_ADDRESS) to be free to listen at, got "127.0.0.1:${address.port}"`,
  });
});

test("closing ends connections, and frees the address", async () => {
  const server = await open();
  const socket = connect(server.address.port, "127.0.0.1");
  await once(socket, "connect");
  const ended = once(socket, "close");
  await server.close();
  await ended;
  expect((await open(undefined, server.address.port)).address).toEqual(server.address);
});
