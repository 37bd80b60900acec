#!/usr/bin/env node
import { createInterface } from "node:readline";

const say = (frame) => process.stdout.write(`${JSON.stringify(frame)}\n`);
let event;
createInterface(process.stdin).on("line", (line) => {
  const frame = JSON.parse(line);
  if (frame.type === "hello") say({ type: "ready", contract: 1, concurrency: 8 });
  if (frame.type === "event") {
    event = frame.event;
    const answer = () => say({ type: "result", id: frame.id, result: { next: false, reason: event.id } });
    setTimeout(answer, 200);
  }
  if (frame.type === "ping") say({ type: "pong" });
  if (frame.type === "shutdown") process.exit();
});
