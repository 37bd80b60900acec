import { appendFileSync } from "node:fs";
import { definePlugin } from "kwatchman/sdk";

export default definePlugin<{ readonly file: string }>({
  handle({ id }, { settings }) {
    appendFileSync(settings.file, `${id}\n`);
  },
});
