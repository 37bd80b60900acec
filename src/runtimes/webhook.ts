import type { Logger } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import type { Clock } from "../time/clock.ts";
import { maxAnswerBytes } from "./answer-text.ts";
import type { WebhookSpec } from "./handler-spec.ts";
import type { Handler } from "./handler.ts";
import { createOutgoing } from "./outgoing.ts";
import { outgoingFailure } from "./outgoing/outgoing-failure.ts";
import { gone, readAnswer } from "./webhook/read-answer.ts";
import { createRequestHeaders } from "./webhook/request-headers.ts";

/** Posts each event to the handler's URL. Nothing is sent, and nothing looked up, before the first one. */
export function loadWebhook(spec: WebhookSpec, log: Logger, clock: Clock): Handler {
  const url = new URL(spec.url);
  const outgoing = createOutgoing({
    allowPrivate: () => spec.allowPrivate,
    tls: spec.tls,
    proxy: spec.proxy,
    connections: spec.concurrency,
  });
  const headersOf = createRequestHeaders(spec);
  let offReason: string | undefined;

  function switchOff(): void {
    if (offReason !== undefined) return;
    offReason = `${url.origin} answered 410 (Gone)`;
    log.error("the webhook is gone, events pass it over until kwatchman is started again", { origin: url.origin });
  }

  return {
    spec,
    log,
    async call(call) {
      const body = Buffer.from(call.event.json);
      const headers = headersOf(call, body, clock.now());
      const { signal } = call;
      const response = await outgoing.request({
        url,
        method: "POST",
        headers,
        body,
        signal,
        maxResponseBytes: maxAnswerBytes,
      });
      if (response.status === gone) switchOff();
      return readAnswer(response, url, clock.now());
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
