import { createInterface } from "node:readline";
import { behave, createMeeting } from "./behave.js";

const meet = createMeeting();
const send = (frame) => process.stdout.write(`${JSON.stringify(frame)}\n`);

async function answer({ id, attempt, deadline, event }) {
  try {
    send({ type: "result", id, result: (await behave(event, { attempt, deadline }, meet)) ?? {} });
  } catch (error) {
    send({
      type: "result",
      id,
      result: { error: { message: error.message, retryable: error.name !== "PermanentError" } },
    });
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const frame = JSON.parse(line);
  if (frame.type === "hello") send({ type: "ready", contract: 1, concurrency: 16 });
  if (frame.type === "ping") send({ type: "pong" });
  if (frame.type === "event") void answer(frame);
  if (frame.type === "shutdown") process.exit(0);
}
