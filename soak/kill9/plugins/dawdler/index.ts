import { setTimeout as delay } from "node:timers/promises";
import { definePlugin } from "kwatchman/sdk";

const longestMs = 60;

export default definePlugin({
  async handle() {
    await delay(Math.random() * longestMs);
  },
});
