#!/usr/bin/env node
// The installed command: says what it needs on a Node that is too old, else starts the CLI.
const [major] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `kwatchman needs Node 24 or newer, this is Node ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exitCode = 2;
} else {
  await import("./start.js");
}
