import { describe, expect, test } from "vitest";
import { sh } from "./exec/programs.ts";
import { startExec, type StartedExec } from "./exec/start-exec.ts";

const patience = { timeout: 40_000 };

describe("what a program prints", () => {
  test("is in the log line by line, each under its stream, and whole characters", async () => {
    const { call, output } = await startExec({
      program: sh("printf 'Grüße\\n\\nsecond'; printf 'w\\303' >&2; sleep 0.2; printf '\\266rter\\r\\n' >&2"),
    });

    await call();

    expect(output.filter(({ fields }) => fields["stream"] === "stdout").map(({ message }) => message)).toEqual([
      "Grüße",
      "second",
    ]);
    expect(output.filter(({ fields }) => fields["stream"] === "stderr")).toEqual([
      { level: "info", message: "wörter", fields: { stream: "stderr" } },
    ]);
  });

  test("is there although the program failed", async () => {
    const { call, output } = await startExec({ program: sh("echo out; echo err >&2; exit 1") });

    await expect(call()).rejects.toMatchObject({ code: "KW_EXEC_FAILED" });

    expect(output.map(({ message }) => message).toSorted()).toEqual(["err", "out"]);
  });
});

describe("a flood", () => {
  test.each([
    { flood: "of lines on stderr", script: "yes 'a line of some length' >&2" },
    { flood: "of lines on stdout", script: "yes 'a line of some length'" },
    { flood: "of empty lines", script: "yes '' >&2" },
    { flood: "without an end of line", script: "yes | tr -d '\\n' >&2" },
    { flood: "on both", script: "yes out & yes err >&2" },
  ])("$flood is cut off, within bounded memory", async ({ script }) => {
    const exec = await startExec({ program: sh(script) });

    const grown = await memoryGrownBy(() => exec.call({ timeoutMs: 3000 }).catch(() => {}));

    expect(shownBytes(exec)).toBeLessThanOrEqual(2 * 64 * 1024);
    expect(grown).toBeLessThan(100 * 1024 * 1024);
  });

  test("of a stream is cut off, says how much, and holds its answers not back", async () => {
    const exec = await startExec({
      mode: "stream",
      program: sh(`read -r hello; echo '{"type":"ready","contract":1}'
        (yes 'not a frame' | head -c 50000000) & (yes 'a warning' | head -c 50000000) >&2 & wait
        while read -r frame; do
          id=$(printf %s "$frame" | sed 's/.*"id":"\\([0-9]*\\)".*/\\1/;q')
          echo '{"type":"pong"}'; printf '{"type":"result","id":"1","result":{"reason":"%s"}}\\n' done
        done`),
    });

    const grown = await memoryGrownBy(async () => {
      expect(await exec.call({ timeoutMs: 50_000 })).toEqual({ reason: "done" });
    });

    expect(shownBytes(exec)).toBeLessThanOrEqual(4 * 64 * 1024);
    expect(grown).toBeLessThan(100 * 1024 * 1024);
    await exec.handler.close();
    const leftOut = exec.said.filter(({ message }) => message === "output was left out");
    expect(leftOut.map(({ fields }) => fields["handler"])).toContain("team-a");
    const bytes = leftOut.reduce((sum, { fields }) => sum + Number(fields["bytes"]), 0);
    expect(bytes).toBeGreaterThan(80_000_000);
  });

  test("is told of when its time is over, though nothing more is printed", async () => {
    const { call, said } = await startExec({ program: sh("yes | head -c 1000000") });

    await call();

    await expect.poll(() => said.map(({ message }) => message), patience).toContain("output was left out");
  });
});

function shownBytes({ output }: StartedExec): number {
  return output.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
}

async function memoryGrownBy(run: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  await run();
  return process.memoryUsage.rss() - before;
}
