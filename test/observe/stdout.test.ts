import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";

const fixture = fileURLToPath(new URL("fixtures/write-lines.ts", import.meta.url));

function writeLines(count: number) {
  return execa(process.execPath, [fixture, String(count)], { buffer: { stdout: false } });
}

test("a reader that comes late gets every line, whole and in order", async () => {
  const count = 3000;
  const child = writeLines(count);
  const numbers: number[] = [];
  // By then the pipe holds what it can, a twentieth of it all, and the child waits.
  await once(child.stdout, "readable");
  for await (const line of child) numbers.push((JSON.parse(line) as { n: number }).n);
  expect(numbers).toEqual(Array.from({ length: count }, (_, n) => n));
});

test("when the reader goes the log ends quietly, says so to the host once, and the process lives on", async () => {
  const child = writeLines(20_000);
  child.stdout.once("data", () => child.stdout.destroy());
  const { stderr, exitCode } = await child;
  expect(exitCode).toBe(0);
  expect(stderr).toBe("closed\ndone");
});
