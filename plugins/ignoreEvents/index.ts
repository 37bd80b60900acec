import { definePlugin } from "kwatchman/sdk";

/** The settings, as plugin.toml describes them. */
interface IgnoreEventsSettings {
  readonly events: readonly string[];
}

export default definePlugin<IgnoreEventsSettings>({
  handle({ data }, { settings }) {
    const isIgnored = settings.events.some((event) => event.toLowerCase() === data.action);
    return isIgnored ? { next: false, reason: `${data.action} is ignored` } : undefined;
  },
});
