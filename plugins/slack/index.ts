import { definePlugin, type HandlerResult } from "kwatchman/sdk";
import { resultOf } from "./answer.ts";
import { messageFor } from "./message.ts";
import type { SlackSettings } from "./settings.ts";

export default definePlugin<SlackSettings>({
  async handle(event, { settings, signal }) {
    try {
      const response = await fetch(settings.webhookURL, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(messageFor(event, settings)),
        // A redirect followed would turn the post into a get that succeeds.
        redirect: "manual",
        signal,
      });
      return await resultOf(response);
    } catch (error) {
      signal.throwIfAborted();
      return notSent(error);
    }
  },
});

/** fetch tells the network's reason in `cause`; its own message may hold the URL, which is a secret. */
function notSent(error: unknown): HandlerResult {
  const reason = error instanceof Error ? error.cause : undefined;
  const code = reason instanceof Error && "code" in reason ? String(reason.code) : undefined;
  if (!(reason instanceof Error) || code === "ERR_INVALID_URL") {
    return { error: { message: "`webhookURL` is not a URL that can be posted to", retryable: false } };
  }
  // Of a host with several addresses each failed on its own; together they have a code but no message.
  const message = `Slack could not be reached: ${reason.message || code}`;
  return { error: { message, ...(code === undefined ? {} : { code }), retryable: true } };
}
