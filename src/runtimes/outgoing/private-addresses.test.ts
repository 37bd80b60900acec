import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { open, post } from "./fixtures/requests.ts";
import { serve, serveRaw } from "./fixtures/servers.ts";

describe("without consent, what is not public is refused and not connected to", () => {
  const publicOnly = { allowPrivate: () => false };

  async function countConnections(): Promise<{ port: number; connections: () => number }> {
    let count = 0;
    const port = await serveRaw((socket) => {
      count += 1;
      socket.destroy();
    });
    return { port, connections: () => count };
  }

  test.each([
    "127.0.0.1",
    "0x7f.1",
    "2130706433",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "localhost",
    "api.localhost",
    "169.254.169.254",
  ])("%s", async (host) => {
    const { port, connections } = await countConnections();
    const refused = post(open(publicOnly), `http://${host}:${port}/latest/meta-data`);
    await expect(refused).rejects.toMatchObject({ code: "KW_ADDRESS_REFUSED" });
    expect(connections()).toBe(0);
  });

  test("a name that resolves to such an address", async () => {
    const { port, connections } = await countConnections();
    const refused = post(open(publicOnly), `http://${hostname()}:${port}/`);
    await expect(refused).rejects.toMatchObject({ code: "KW_ADDRESS_REFUSED" });
    expect(connections()).toBe(0);
  });

  test("consent is for one origin", async () => {
    const url = await serve((_, response) => response.end());
    const outgoing = open({ allowPrivate: (origin) => origin === new URL(url).origin });
    expect((await post(outgoing, url)).status).toBe(200);
    await expect(post(outgoing, url.replace("http:", "https:"))).rejects.toMatchObject({ code: "KW_ADDRESS_REFUSED" });
    await expect(post(outgoing, "http://127.0.0.1:1/")).rejects.toMatchObject({ code: "KW_ADDRESS_REFUSED" });
  });
});
