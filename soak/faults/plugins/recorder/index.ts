import { appendFileSync } from "node:fs";
import { definePlugin } from "kwatchman/sdk";

export default definePlugin<{ readonly file: string }>({
  handle(event, { settings }) {
    // Before the handler returns: what was handled stands in the file, whatever happens then.
    appendFileSync(settings.file, `${JSON.stringify({ at: Date.now(), event })}\n`);
  },
});
