import { describe, expect, test } from "vitest";
import { sh } from "./exec/programs.ts";
import { startExec, type StartedExec } from "./exec/start-exec.ts";
import { wakingClock } from "./exec/waking-clock.ts";

const patience = { timeout: 40_000 };

/** How long a flood is left out before that is told. */
const windowMs = 10_000;
/** What may be shown of a handler's output in that time. */
const windowBytes = 64 * 1024;

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
  test("of any kind is cut off, and all of them at once are read within bounded memory", async () => {
    const floods = {
      "of lines on stderr": "yes 'a line of some length' >&2",
      "of lines on stdout": "yes 'a line of some length'",
      "of empty lines": "yes '' >&2",
      "without an end of line": "yes | tr -d '\\n' >&2",
      "on both": "yes out & yes err >&2",
    };
    const start = async ([flood, script]: [string, string]) => ({
      flood,
      ...(await startExec({ program: sh(script) })),
    });
    const execs = await Promise.all(Object.entries(floods).map(start));
    const outcomes: unknown[] = [];

    const grown = await memoryGrownBy(async () => {
      const calls = execs.map(({ call }) => call({ timeoutMs: 3000 }).catch((error: unknown) => error));
      outcomes.push(...(await Promise.all(calls)));
    });

    expect(outcomes).toMatchObject(execs.map(() => ({ code: "KW_HANDLER_TIMEOUT" })));
    expect(grown).toBeLessThan(100 * 1024 * 1024);
    const whatIsShown = () => Object.fromEntries(execs.map((exec) => [exec.flood, amount(shownBytes(exec))]));
    await expect.poll(whatIsShown, patience).toEqual({
      "of lines on stderr": "some",
      "of lines on stdout": "some",
      "of empty lines": "none",
      "without an end of line": "some",
      "on both": "some",
    });
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

    const startedAt = Date.now();
    const grown = await memoryGrownBy(async () => {
      expect(await exec.call({ timeoutMs: 150_000 })).toEqual({ reason: "done" });
    });

    const windows = 1 + Math.ceil((Date.now() - startedAt) / windowMs);
    expect(shownBytes(exec)).toBeLessThanOrEqual(windows * windowBytes);
    expect(grown).toBeLessThan(100 * 1024 * 1024);
    await exec.handler.close();
    const leftOut = exec.said.filter(({ message }) => message === "output was left out");
    expect(leftOut.map(({ fields }) => fields["handler"])).toContain("team-a");
    const bytes = leftOut.reduce((sum, { fields }) => sum + Number(fields["bytes"]), 0);
    expect(bytes).toBeGreaterThan(80_000_000);
  });

  test("is told of when its time is over, though nothing more is printed", async () => {
    const clock = wakingClock();
    const { call, said } = await startExec({ program: sh("yes | head -c 1000000"), clock });

    await call();
    expect(said.map(({ message }) => message)).not.toContain("output was left out");
    await clock.wake(5000, windowMs);

    await expect.poll(() => said.map(({ message }) => message), patience).toContain("output was left out");
  });
});

/** How much of a flood was shown; it may have gone on into a second window. */
function amount(bytes: number): string {
  if (bytes === 0) return "none";
  return bytes <= 2 * windowBytes ? "some" : `${bytes} bytes`;
}

function shownBytes({ output }: Pick<StartedExec, "output">): number {
  return output.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
}

async function memoryGrownBy(run: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  await run();
  return process.memoryUsage.rss() - before;
}
