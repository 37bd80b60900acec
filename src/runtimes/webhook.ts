import type { Logger } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import type { Clock } from "../time/clock.ts";
import { maxAnswerBytes } from "./answer-text.ts";
import type { WebhookSpec } from "./handler-spec.ts";
import type { Handler } from "./handler.ts";
import { createOutgoing, type Outgoing } from "./outgoing.ts";
import { outgoingFailure } from "./outgoing/outgoing-failure.ts";
import { gone, readAnswer } from "./webhook/read-answer.ts";
import { createRequestHeaders } from "./webhook/request-headers.ts";

/**
 * Posts each event to the handler's URL. Nothing is sent, and nothing looked up, before the first one. Throws
 * KW_CONFIG_INVALID if the handler's `tls` cannot be used.
 */
export function loadWebhook(spec: WebhookSpec, log: Logger, clock: Clock): Handler {
  const url = new URL(spec.url);
  const outgoing = openOutgoing(spec);
  const headersOf = createRequestHeaders(spec);
  const hidden = [spec.url, ...spec.secrets, ...Object.values(spec.headers)];
  let offReason: string | undefined;

  function switchOff(): void {
    if (offReason !== undefined) return;
    offReason = `${url.origin} answered 410 (Gone)`;
    log.error("the webhook is gone, events pass it over until a reload", { origin: url.origin });
  }

  return {
    spec,
    log,
    async call(call) {
      const body = Buffer.from(call.event.json);
      const headers = headersOf(call, body, clock.now());
      const request = { url, method: "POST", headers, body, signal: call.signal, maxResponseBytes: maxAnswerBytes };
      const response = await outgoing.request(request);
      if (response.status === gone) switchOff();
      return readAnswer(response, { url, hidden, now: clock.now() });
    },
    async ready(signal) {
      try {
        await outgoing.probe(url, signal);
      } catch (error) {
        throw error instanceof KwatchmanError ? error : outgoingFailure(error, url);
      }
    },
    switchedOff: () => offReason,
    close: () => outgoing.close(),
  };
}

function openOutgoing({ name, allowPrivate, tls, proxy, concurrency }: WebhookSpec): Outgoing {
  try {
    return createOutgoing({ allowPrivate: () => allowPrivate, tls, proxy, connections: concurrency });
  } catch (cause) {
    throw new KwatchmanError(
      "KW_CONFIG_INVALID",
      `Expected \`tls\` of handler \`${name}\` to be certificates and a key that fit: ${String(cause)}`,
      { cause, fields: { handler: name } },
    );
  }
}
