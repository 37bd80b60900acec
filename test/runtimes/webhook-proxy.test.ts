import { describe, expect, test } from "vitest";
import type { WebhookTls } from "../../src/runtimes/handler-spec.ts";
import { createAuthority } from "./webhook/certificates.ts";
import { chainOf, loadHook } from "./webhook/load.ts";
import { type ProxyOptions, type Proxy, startProxy } from "./webhook/proxy.ts";
import { type Receiver, startReceiver } from "./webhook/receiver.ts";

interface Setting {
  readonly receiver: Receiver;
  readonly tls: WebhookTls;
}

const kinds: readonly { over: string; start: () => Promise<Setting>; asks: (receiver: Receiver) => string }[] = [
  {
    over: "https",
    start: async () => {
      const { ca, issue } = await createAuthority();
      const receiver = await startReceiver([], await issue("IP:127.0.0.1,DNS:hook.example"));
      return { receiver, tls: { ca, cert: undefined, key: undefined } };
    },
    asks: ({ port }) => `CONNECT hook.example:${port}`,
  },
  {
    over: "http",
    start: async () => ({ receiver: await startReceiver(), tls: { ca: undefined, cert: undefined, key: undefined } }),
    asks: ({ port }) => `POST http://hook.example:${port}/hook`,
  },
];

describe.each(kinds)("through a proxy, over $over,", ({ over, start, asks }) => {
  async function load(options: ProxyOptions = {}) {
    const { receiver, tls } = await start();
    const proxy: Proxy = await startProxy({ toThisMachine: true, ...options });
    const url = `${over}://hook.example:${receiver.port}/hook`;
    const reach = { tls, proxy: proxy.url, allowPrivate: false };
    return { receiver, proxy, url, reach };
  }

  test("events arrive, and the proxy looks the name up", async () => {
    const { receiver, proxy, url, reach } = await load();
    const run = await chainOf(await loadHook(url, reach));
    await run();
    await run();
    expect(receiver.received.map(({ target }) => target)).toEqual(["/hook", "/hook"]);
    expect(new Set(proxy.asked)).toEqual(new Set([asks(receiver)]));
  });

  test("the proxy gets the name and password that it asks for, and nobody else does", async () => {
    const { receiver, proxy, url, reach } = await load({ credentials: "me:hunter2" });
    await (
      await chainOf(await loadHook(url, reach))
    )();
    expect(JSON.stringify(receiver.received[0]?.headers)).not.toContain("proxy-authorization");

    const stranger = { ...reach, proxy: proxy.url.replace("me:hunter2@", "") };
    await expect((await chainOf(await loadHook(url, stranger)))()).rejects.toMatchObject({ retryable: true });
    expect(receiver.received).toHaveLength(1);
  });

  test("what the proxy does not let through is tried again", async () => {
    const { receiver, url, reach } = await load({ refuseWith: 503 });
    await expect((await chainOf(await loadHook(url, reach)))()).rejects.toMatchObject({ retryable: true });
    expect(receiver.received).toEqual([]);
  });

  test("an address that is not public is still refused in the URL itself", async () => {
    const { receiver, proxy, url, reach } = await load();
    for (const host of ["127.0.0.1", "localhost", "[::1]"]) {
      const run = await chainOf(await loadHook(url.replace("hook.example", host), reach));
      await expect(run()).rejects.toMatchObject({ code: "KW_ADDRESS_REFUSED" });
    }
    expect(proxy.asked).toEqual([]);
    expect(receiver.received).toEqual([]);
  });

  test("whether it could be called is found without posting", async () => {
    const { receiver, url, reach } = await load();
    await (await loadHook(url, reach)).ready?.(AbortSignal.timeout(30_000));
    expect(receiver.received).toEqual([]);
    const nowhere = { ...reach, proxy: "http://127.0.0.1:1" };
    await expect((await loadHook(url, nowhere)).ready?.(AbortSignal.timeout(30_000))).rejects.toMatchObject({
      code: "KW_OUTGOING_FAILED",
    });
  });
});
