import { expect, test } from "vitest";
import { keepingLog } from "../../../pipeline/fixtures/logs.ts";
import { OutputLog } from "./output-log.ts";

test("a line is shown in its plugin's words, up to 8 KiB of it", () => {
  const { output, plugin } = openOutputLog();

  output.reader("stderr").push(Buffer.from(`short\n${"x".repeat(10_000)}\n`));

  expect(plugin.lines).toEqual([
    { level: "info", message: "short", fields: { stream: "stderr" } },
    { level: "info", message: "x".repeat(8192), fields: { stream: "stderr", bytesLeftOut: 10_000 - 8192 } },
  ]);
});

test("64 KiB are shown in 10 s, whatever the program, and then again", () => {
  const { output, plugin, host, clock } = openOutputLog();
  const line = Buffer.from(`${"x".repeat(1023)}\n`);

  for (let count = 0; count < 50; count += 1) output.reader("stdout").push(line);
  for (let count = 0; count < 50; count += 1) output.reader("stderr").push(line);
  const shown = plugin.lines.length;
  clock.time += 10_000;
  output.reader("stdout").push(line);

  expect(shown).toBe(Math.floor((64 * 1024) / (1023 + 128)));
  expect(plugin.lines).toHaveLength(shown + 1);
  expect(host.lines).toEqual([
    { level: "warn", message: "output was left out", fields: { handler: "team-a", bytes: (100 - shown) * 1024 } },
  ]);
});

test("what was left out is told when the handler is closed", () => {
  const { output, host } = openOutputLog();
  output.reader("stdout").push(Buffer.alloc(1000, "\n"));
  expect(host.lines).toEqual([]);

  output.close();

  expect(host.lines).toMatchObject([{ message: "output was left out" }]);
});

test("the last line is known though it was left out", () => {
  const { output } = openOutputLog();
  const reader = output.reader("stderr");

  for (let count = 0; count < 3; count += 1) reader.push(Buffer.from(`${"a line\n".repeat(1000)}the last one\n\n`));

  expect(reader.lastLine).toBe("the last one");
});

function openOutputLog() {
  const plugin = keepingLog();
  const host = keepingLog();
  const clock = { time: 0, now: () => clock.time, sleep: () => new Promise<void>(() => {}) };
  return { output: new OutputLog({ plugin, host, handler: "team-a", clock }), plugin, host, clock };
}
