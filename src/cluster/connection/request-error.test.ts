import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { startAnsweringServer } from "../fixtures/answering-server.ts";
import { failureOf, get } from "../fixtures/requests.ts";

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
