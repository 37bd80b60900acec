import type { TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { createAuthority } from "./webhook/certificates.ts";
import { chainOf, loadHook } from "./webhook/load.ts";
import { startReceiver } from "./webhook/receiver.ts";

const none = { ca: undefined, cert: undefined, key: undefined };

test("a receiver is trusted by the configured authority", async () => {
  const { ca, issue } = await createAuthority();
  const receiver = await startReceiver([], await issue("IP:127.0.0.1"));
  const handler = await loadHook(receiver.origin, { tls: { ...none, ca } });
  await handler.ready?.(AbortSignal.timeout(30_000));
  expect(receiver.received).toEqual([]);
  await (
    await chainOf(handler)
  )();
  expect(receiver.received).toHaveLength(1);
});

test("a receiver that no known authority vouches for gets nothing, and is tried again", async () => {
  const { issue } = await createAuthority();
  const receiver = await startReceiver([], await issue("IP:127.0.0.1"));
  const handler = await loadHook(receiver.origin);
  await expect((await chainOf(handler))()).rejects.toMatchObject({
    code: "KW_OUTGOING_FAILED",
    retryable: true,
    message: expect.stringContaining("certificate"),
  });
  await expect(handler.ready?.(AbortSignal.timeout(30_000))).rejects.toMatchObject({ code: "KW_OUTGOING_FAILED" });
  expect(receiver.received).toEqual([]);
});

test("a certificate of another host is not trusted", async () => {
  const { ca, issue } = await createAuthority();
  const receiver = await startReceiver([], await issue("DNS:other.example"));
  const run = await chainOf(await loadHook(receiver.origin, { tls: { ...none, ca } }));
  await expect(run()).rejects.toThrow("127.0.0.1 is not in the cert's list");
  expect(receiver.received).toEqual([]);
});

test("NODE_TLS_REJECT_UNAUTHORIZED does not make an unknown receiver trusted", async () => {
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  try {
    const { issue } = await createAuthority();
    const receiver = await startReceiver([], await issue("IP:127.0.0.1"));
    const run = await chainOf(await loadHook(receiver.origin));
    await expect(run()).rejects.toMatchObject({ code: "KW_OUTGOING_FAILED" });
  } finally {
    delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  }
});

test("a receiver that asks for it is shown the client's certificate", async () => {
  const { ca, issue } = await createAuthority();
  const receiver = await startReceiver([], {
    ...(await issue("IP:127.0.0.1")),
    ca,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const client = await issue("DNS:kwatchman.example");
  await (
    await chainOf(await loadHook(receiver.origin, { tls: { ca, ...client } }))
  )();
  const socket = receiver.received[0]?.socket as TLSSocket;
  expect(socket.getPeerCertificate().subjectaltname).toBe("DNS:kwatchman.example");

  const without = await chainOf(await loadHook(receiver.origin, { tls: { ...none, ca } }));
  await expect(without()).rejects.toMatchObject({ code: "KW_OUTGOING_FAILED" });
  expect(receiver.received).toHaveLength(1);
});

test("texts that are no certificates, or do not fit, are the configuration's mistake", async () => {
  const { issue } = await createAuthority();
  const [one, other] = [await issue("DNS:one.example"), await issue("DNS:other.example")];
  const garbage = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n";
  for (const tls of [
    { ...none, cert: garbage },
    { ...none, cert: one.cert, key: other.key },
  ]) {
    await expect(loadHook("https://a.example/", { tls })).rejects.toMatchObject({
      code: "KW_CONFIG_INVALID",
      message: expect.stringMatching(/^Expected `tls` of handler `hook` to be /),
    });
  }
});
