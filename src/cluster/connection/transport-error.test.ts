import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { openConnection } from "../connection.ts";
import { startAnsweringServer, writeTestKubeconfig } from "../fixtures/answering-server.ts";
import { failureOf, get } from "../fixtures/requests.ts";

/** Accepts connections and never says a word. */
async function startSilentServer(): Promise<string> {
  const server = createServer((socket) => socket.on("error", () => {}));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

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
