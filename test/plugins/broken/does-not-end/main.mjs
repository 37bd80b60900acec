#!/usr/bin/env node
import { createInterface } from "node:readline";

const say = (frame) => process.stdout.write(`${JSON.stringify(frame)}\n`);
setInterval(() => {}, 1000);
createInterface(process.stdin).on("line", (line) => {
  const { type, id } = JSON.parse(line);
  if (type === "hello") say({ type: "ready", contract: 1 });
  if (type === "event") say({ type: "result", id });
  if (type === "ping") say({ type: "pong" });
});
