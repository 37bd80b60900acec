// Node strips types from .ts files everywhere but below node_modules, where an installed kwatchman lies: done here for
// its own files. https://nodejs.org/api/typescript.html#type-stripping-in-dependencies
import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";

const home = new URL("..", import.meta.url).href;

if (home.includes("/node_modules/")) {
  warnNoMore();
  registerHooks({
    load(url, context, nextLoad) {
      const ours = url.startsWith(home) && url.endsWith(".ts") && !url.slice(home.length).includes("/node_modules/");
      if (!ours) return nextLoad(url, context);
      return {
        format: "module",
        source: stripTypeScriptTypes(readFileSync(new URL(url), "utf8")),
        shortCircuit: true,
      };
    },
  });
}

await import("../src/cli/main.ts");

/** Stripping is called experimental, once, at its first use: nothing that a user of the command can act on. */
function warnNoMore() {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  stripTypeScriptTypes("");
  process.emitWarning = emitWarning;
}
