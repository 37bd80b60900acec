import { readdirSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { behave } from "./behave.js";

// Each call is a process: they meet in the folder.
async function meet(count) {
  writeFileSync(`arrived-${process.pid}`, "");
  while (readdirSync(".").filter((name) => name.startsWith("arrived-")).length < count) await delay(20);
}

const { KWATCHMAN_ATTEMPT: attempt, KWATCHMAN_DEADLINE: deadline } = process.env;
// A promise that stays open does not keep a process alive.
const alive = setInterval(() => {}, 1000);
try {
  const result = await behave(JSON.parse(await text(process.stdin)), { attempt: Number(attempt), deadline }, meet);
  if (result !== undefined) process.stdout.write(JSON.stringify(result));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.name === "PermanentError" ? 65 : 1;
}
clearInterval(alive);
