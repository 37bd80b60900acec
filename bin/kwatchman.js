#!/usr/bin/env node
// The installed command: says what it needs on a Node that is too old, else starts the CLI.
import { homedir } from "node:os";
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
  enableCompileCache(cacheFolder());
  await import("../src/cli/main.ts");
}

/** For what V8 makes of the code, a third of a start. In Node's own choice, below /tmp, others could put code. */
function cacheFolder() {
  const { XDG_CACHE_HOME: folder = "" } = process.env;
  return join(isAbsolute(folder) ? folder : join(homedir(), ".cache"), "kwatchman");
}
