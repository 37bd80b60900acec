import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type HandlerResult, type KwatchmanEvent } from "kwatchman/sdk";
import { callContext, deploymentEvent, serviceEvent } from "kwatchman/sdk/testing";
import { afterEach, expect, test } from "vitest";
import slack from "./index.ts";
import type { SlackSettings } from "./settings.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const opened: ReturnType<typeof createServer>[] = [];

afterEach(() => {
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A webhook that gives each post the next answer, the last one again and again. */
async function openWebhook(...answers: Answer[]): Promise<{ webhookURL: string; posts: PostedMessage[] }> {
  const posts: PostedMessage[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      posts.push(JSON.parse(Buffer.concat(chunks).toString("utf8")) as PostedMessage);
      answers[Math.min(posts.length, answers.length) - 1]?.(response, request);
    });
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { webhookURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/XXXX`, posts };
}

interface PostedMessage {
  readonly channel?: string;
  readonly username?: string;
  readonly icon_emoji?: string;
  readonly attachments: readonly [Readonly<Record<string, unknown>> & { readonly text: string }];
}

function answering(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

const ok = answering(200, "ok");

async function post(
  event: KwatchmanEvent,
  settings: SlackSettings,
  signal = new AbortController().signal,
): Promise<HandlerResult | undefined> {
  return (await slack.handle(event, callContext(settings, { signal }))) ?? undefined;
}

const withDiff = (text: string) => deploymentEvent({ diff: { text, changes: [] } });

test("an update is one attachment: action, kind, key, the diff as code, the cluster", async () => {
  const { webhookURL, posts } = await openWebhook(ok);
  expect(await post(withDiff("-  image: a\n+  image: b"), { webhookURL })).toBeUndefined();
  expect(posts).toEqual([
    {
      attachments: [
        {
          color: "#F39C12",
          title: "UPDATE deployment\nshop/web",
          fallback: "UPDATE deployment\nshop/web",
          text: "```\n-  image: a\n+  image: b\n```",
          mrkdwn_in: ["text"],
          footer: "prod",
          ts: 1795330800,
        },
      ],
    },
  ]);
});

test("adds and deletes have colours of their own and no text", async () => {
  const { webhookURL, posts } = await openWebhook(ok);
  await post(serviceEvent({ action: "add" }), { webhookURL });
  await post(serviceEvent({ action: "delete" }), { webhookURL });
  expect(posts.map(({ attachments: [{ color, title, text }] }) => [color, title, text])).toEqual([
    ["#1ADA00", "ADD service\nshop/web", ""],
    ["#FF0000", "DELETE service\nshop/web", ""],
  ]);
});

test("the settings name the cluster, the channel and who posts", async () => {
  const { webhookURL, posts } = await openWebhook(ok);
  await post(deploymentEvent(), {
    webhookURL,
    clusterName: "a & b",
    channel: "#ops",
    username: "watch",
    iconEmoji: ":eyes:",
  });
  expect(posts).toMatchObject([
    { channel: "#ops", username: "watch", icon_emoji: ":eyes:", attachments: [{ footer: "a &amp; b" }] },
  ]);
});

test("429, then 500, then 200: the first two are errors to try again, the third is done", async () => {
  const { webhookURL, posts } = await openWebhook(
    answering(429, "rate_limited", { "retry-after": "7" }),
    answering(500, "fatal_error"),
    ok,
  );
  const results = [];
  for (let attempt = 0; attempt < 3; attempt++) results.push(await post(deploymentEvent(), { webhookURL }));
  expect(results).toEqual([
    { error: { message: "Slack answered 429: rate_limited", code: "429", retryable: true, retryAfterMs: 7000 } },
    { error: { message: "Slack answered 500: fatal_error", code: "500", retryable: true } },
    undefined,
  ]);
  expect(posts[1]).toEqual(posts[0]);
});

test("Retry-After may be a date", async () => {
  const inAMinute = new Date(Date.now() + 60_000).toUTCString();
  const { webhookURL } = await openWebhook(answering(429, "", { "retry-after": inAMinute }));
  const result = await post(deploymentEvent(), { webhookURL });
  expect(result?.error?.retryAfterMs).toBeGreaterThan(0);
  expect(result?.error?.retryAfterMs).toBeLessThanOrEqual(60_000);
});

test.each([
  [404, "no_service"],
  [403, "invalid_token"],
  [400, "invalid_payload"],
  [302, ""],
])("%d is given up, with Slack's own reason and without the URL", async (status, reason) => {
  const { webhookURL, posts } = await openWebhook(answering(status, reason, { location: "/elsewhere" }));
  const result = await post(deploymentEvent(), { webhookURL });
  const message = `Slack answered ${status}${reason && `: ${reason}`}`;
  expect(result).toEqual({ error: { message, code: String(status), retryable: false } });
  expect(posts).toHaveLength(1);
});

test("an endless answer is cut to one short line", async () => {
  const { webhookURL } = await openWebhook((response) => {
    response.writeHead(400);
    const line = "no\n".repeat(10_000);
    const more = () => {
      while (!response.destroyed && response.write(line));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });
  const result = await post(deploymentEvent(), { webhookURL });
  expect(result?.error?.message).toMatch(/^Slack answered 400: (?:no ){60}/);
  expect(result?.error?.message.length).toBeLessThan(250);
});

test("a webhook that cannot be reached is tried again, and its URL stays secret", async () => {
  const { webhookURL } = await openWebhook(ok);
  for (const server of opened.splice(0)) await new Promise((resolve) => server.close(resolve));
  const result = await post(deploymentEvent(), { webhookURL });
  expect(result?.error).toMatchObject({ code: "ECONNREFUSED", retryable: true });
  expect(JSON.stringify(result)).not.toContain("/services/");
});

test.each(["http://user:password@127.0.0.1/services", "http://[services"])(
  "%s is a mistake, told without the URL",
  async (webhookURL) => {
    expect(await post(deploymentEvent(), { webhookURL })).toEqual({
      error: { message: "`webhookURL` is not a URL that can be posted to", retryable: false },
    });
  },
);

test("an aborted call ends at once, with the reason it was aborted for", async () => {
  const deadline = new AbortController();
  const { webhookURL } = await openWebhook(() => deadline.abort(new Error("the time is up")));
  await expect(post(deploymentEvent(), { webhookURL }, deadline.signal)).rejects.toThrow("the time is up");
});

test("an abort in the middle of an answer ends the call, too", async () => {
  const deadline = new AbortController();
  const { webhookURL } = await openWebhook((response) => {
    response.writeHead(500, { "content-type": "text/plain" });
    response.write("half", () => setImmediate(() => deadline.abort(new Error("the time is up"))));
  });
  await expect(post(deploymentEvent(), { webhookURL }, deadline.signal)).rejects.toThrow("the time is up");
});

test("a diff in any script arrives as it is", async () => {
  const { webhookURL, posts } = await openWebhook(ok);
  const text = '+  greeting: "你好 👋🏽 <@U1> & `x`"';
  await post(withDiff(text), { webhookURL });
  expect(posts[0]?.attachments[0].text).toBe('```\n+  greeting: "你好 👋🏽 &lt;@U1&gt; &amp; `\u200Bx`\u200B"\n```');
});
