/** A plugin, as files: its handler ends its calls when there is a file `open` in the process's folder. */
export const gatePlugin: Readonly<Record<string, string>> = {
  "plugins/gate/plugin.toml":
    'name = "gate"\nversion = "1.0.0"\ncontract = 1\nruntime = "module"\nentry = "index.js"\ntimeout = "1m"\n',
  "plugins/gate/index.js": `import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
export default {
  async handle(event, { signal }) {
    while (!existsSync("open")) await delay(20, undefined, { signal });
  },
};
`,
};
