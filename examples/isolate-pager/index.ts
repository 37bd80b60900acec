import { definePlugin, type HandlerResult, type KwatchmanEvent, PermanentError } from "kwatchman/sdk";
import { incidentOf } from "./incident.ts";

interface Settings {
  /** A placeholder: the host puts the token itself into the header. */
  readonly token: string;
  readonly service: string;
}

export default definePlugin<Settings>({
  async handle(event: KwatchmanEvent, { settings, log, signal }): Promise<HandlerResult> {
    if (event.data.action !== "delete") return { next: true };
    const response = await fetch("https://api.pager.example/v1/incidents", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${settings.token}` },
      body: JSON.stringify(incidentOf(event, settings.service)),
      signal,
    });
    if (response.status === 429) {
      const seconds = Number(response.headers.get("retry-after")) || 1;
      return { error: { message: "too many incidents", code: "429", retryAfterMs: seconds * 1000 } };
    }
    if (response.status >= 500) throw new Error(`the pager answered ${response.status}`);
    if (!response.ok) throw new PermanentError(`the pager answered ${response.status}`);
    log.info("paged", { subject: event.subject });
    return { next: true };
  },
});
