import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openResponse, send, startProxy, type Proxy } from "./index.ts";

let server: Server;
let proxy: Proxy;

// Answers "/" at once and writes a line every 20 ms to who asks for "/lines".
beforeEach(async () => {
  server = createServer((request, response) => {
    if (request.url === "/") {
      response.end("whole");
      return;
    }
    const timer = setInterval(() => response.write("line\n"), 20);
    response.once("close", () => clearInterval(timer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await startProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});

test("passes bytes both ways and counts connections", async () => {
  expect((await send(proxy, "GET", "/")).text).toBe("whole");
  expect(proxy.accepted).toBe(1);
  const lines = await openResponse(proxy, "GET", "/lines");
  await once(lines, "data");
  expect(proxy.connections).toBe(1);
});

test("cut resets what is open and lets new connections in", async () => {
  const lines = await openResponse(proxy, "GET", "/lines");
  const failed = once(lines, "error");
  lines.resume();
  proxy.cut();
  await expect(failed).resolves.toMatchObject([{ code: "ECONNRESET" }]);
  expect((await send(proxy, "GET", "/")).text).toBe("whole");
});

test("refuse keeps what is open and refuses what is new, until told otherwise", async () => {
  const lines = await openResponse(proxy, "GET", "/lines");
  await proxy.refuse(true);
  await expect(send(proxy, "GET", "/")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await once(lines, "data");
  await proxy.refuse(false);
  expect((await send(proxy, "GET", "/")).text).toBe("whole");
});

test("a stalled connection hears nothing, not even that the server is gone; after resume new ones work", async () => {
  const lines = await openResponse(proxy, "GET", "/lines");
  await once(lines, "data");
  proxy.stall();
  // What was on its way may still arrive; from then on there must be silence.
  let heard = 0;
  lines.on("data", () => (heard += 1));
  lines.once("close", () => (heard += 1));
  await expect(send(proxy, "GET", "/", { signal: AbortSignal.timeout(300) })).rejects.toThrow(/aborted/);
  const heardByThen = heard;
  server.closeAllConnections();
  await expect(send(proxy, "GET", "/", { signal: AbortSignal.timeout(300) })).rejects.toThrow(/aborted/);
  expect(heard).toBe(heardByThen);
  proxy.resume();
  expect((await send(proxy, "GET", "/")).text).toBe("whole");
});
