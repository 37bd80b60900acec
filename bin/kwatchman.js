#!/usr/bin/env node
// The installed command: says what it needs on a Node that is too old, else starts the CLI.
import { isAbsolute, join } from "node:path";

const [major] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `kwatchman needs Node 24 or newer, this is Node ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import("node:module");
  // Stacks name the sources that this was built from.
  process.setSourceMapsEnabled(true);
  keepCompiled(enableCompileCache);
  await import("../src/cli/main.ts");
}

/** What V8 makes of the code, a third of a start, is kept. In Node's own choice of a place, below /tmp, others could put code. */
function keepCompiled(enableCompileCache) {
  const { HOME: home = "", XDG_CACHE_HOME: cacheHome = "", NODE_COMPILE_CACHE: chosen } = process.env;
  const folder = isAbsolute(cacheHome) ? cacheHome : join(home, ".cache");
  if (chosen === undefined && isAbsolute(folder)) enableCompileCache(join(folder, "kwatchman"));
}
