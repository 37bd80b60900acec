import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../docs/write-files.ts";
import { living, livingCommands, tracer } from "./exec/living.ts";
import { python, sh } from "./exec/programs.ts";
import { type CallOptions, type ExecUnderTest, startExec } from "./exec/start-exec.ts";

const patience = { timeout: 90_000, interval: 100 };

/** What is started; `$1` is the word by which it can be found. */
const child = `sh -c 'touch up; sleep 600; :' "$1"`;
const untilUp = "until [ -e up ]; do sleep 0.05; done";

/** Everything that a program may start, and how it may leave its parent. */
const families = [
  { family: "a child", start: `${child} &` },
  { family: "a grandchild", start: `sh -c '${child.replaceAll("'", `'"'"'`)} & wait' sh "$1" &` },
  { family: "a child in a process group of its own", start: `set -m; ${child} &` },
  { family: "a child in a session of its own", start: `setsid ${child} &` },
  { family: "the same, with other output", start: `setsid ${child} </dev/null >/dev/null 2>&1 &` },
  { family: "a daemon that forked twice", start: `(setsid ${child} &) &` },
  { family: "one that heeds no SIGTERM", start: `(trap '' TERM; ${child}) &` },
] as const;

type Family = (typeof families)[number];

describe.runIf(process.platform === "linux")("what a program started", () => {
  test("is gone soon after its call is given up, whatever family it is", async () => {
    const word = tracer();
    const startOne = async ({ family, start }: Family) => {
      const program = sh(`${start} ${untilUp}; sleep 600`);
      const started = await startFamily({ program }, 1, `${family}: ${word}`);
      await untilThere(started.folder, "up");
      return started;
    };
    const started = await Promise.all(families.map(startOne));

    await Promise.all(started.map(({ giveUp }) => giveUp()));

    await expect.poll(() => familiesOf(word), patience).toEqual([]);
  });

  test("is gone soon after the program has ended, whatever family it is", async () => {
    const word = tracer();
    const run = async ({ family, start }: Family) => {
      const { call } = await startExec({ program: sh(`${start} ${untilUp}`), args: [`${family}: ${word}`] });
      await expect(call()).resolves.toBeUndefined();
    };
    await Promise.all(families.map(run));

    await expect.poll(() => familiesOf(word), patience).toEqual([]);
  });

  test("is gone soon after its time-out", async () => {
    const word = tracer();
    const { call, folder } = await startExec({ program: sh(`setsid ${child} & sleep 600`), args: [word] });

    const failure = call({ timeoutMs: 4000 }).catch((error: unknown) => error);
    await untilThere(folder, "up");

    expect(await failure).toMatchObject({ code: "KW_HANDLER_TIMEOUT" });
    await expect.poll(() => living(word), patience).toEqual([]);
  });

  test("is gone although it has another environment, as long as its parent was there", async () => {
    const program = sh(`env -i PATH="$PATH" setsid ${child} & ${untilUp}; sleep 600`);
    const { word, giveUp } = await startFamily({ program }, 2);

    await giveUp();

    await expect.poll(() => living(word), patience).toEqual([]);
  });

  test("is gone when the handler is closed", async () => {
    const { word, handler } = await startFamily({ program: sh(`setsid ${child} & ${untilUp}; sleep 600`) });

    await handler.close();

    expect(living(word)).toEqual([]);
  });

  test("is gone although there were a hundred of it, each in a session of its own", async () => {
    const { word, giveUp } = await startFamily(
      { program: sh(`for i in $(seq 100); do setsid ${child} & done; sleep 600`) },
      101,
    );

    await giveUp();

    await expect.poll(() => living(word), patience).toEqual([]);
  });

  test("is gone although it flees from one process to the next", async () => {
    const { word, giveUp } = await startFamily({ program: python(fleeing) }, 4);

    await giveUp();

    await expect.poll(() => living(word), patience).toEqual([]);
    expect(living(word)).toEqual([]);
  });

  test("holds nobody's answer back", async () => {
    const word = tracer();
    const program = sh(`setsid ${child} & ${untilUp}; echo '{"reason":"done"}'`);
    const { call } = await startExec({ program, args: [word] });

    expect(await call()).toEqual({ reason: "done" });
  });
});

describe("a program that is given up", () => {
  test("leaves others alone", async () => {
    const others = await startExec({
      program: sh(`touch up; until [ -e released ]; do sleep 0.05; done; echo '{"reason":"whole"}'`),
    });
    const answer = others.call({ timeoutMs: 60_000 });
    await untilThere(others.folder, "up");
    const { giveUp } = await startFamily({ program: sh(`exec ${child}`) });

    await giveUp();
    await writeFiles(others.folder, { released: "" });

    expect(await answer).toEqual({ reason: "whole" });
  });

  test("has time to end well after SIGTERM", async () => {
    const program = sh(`trap 'echo cleaned up >&2; exit 0' TERM; ${child} & wait`);
    const { giveUp, output } = await startFamily({ program }, 2);

    await giveUp();

    await expect.poll(() => output.map(({ message }) => message), patience).toEqual(["cleaned up"]);
  });

  test("is ended although it was stopped", async () => {
    const { word, giveUp } = await startFamily({ program: sh(`exec sh -c 'kill -STOP $$; :' "$1"`) });

    await giveUp();

    await expect.poll(() => living(word), patience).toEqual([]);
  });
});

/**
 * Each process is replaced by a child in a session of its own, again and again, so that its pid is old when it is found. They
 * end by themselves: whoever kills the tests could not catch them.
 */
const fleeing = `
import os, time
end = time.time() + 300
for _ in range(3):
    if os.fork() == 0:
        while time.time() < end:
            os.setsid()
            time.sleep(0.05)
            if os.fork() != 0: os._exit(0)
        os._exit(0)
time.sleep(300)`;

/** Those of which somebody is still there. */
function familiesOf(word: string): string[] {
  const commands = [...livingCommands(word).values()].join();
  return families.flatMap(({ family }) => (commands.includes(`${family}: ${word}`) ? [family] : []));
}

async function untilThere(folder: string, file: string): Promise<void> {
  await expect.poll(() => existsSync(path.join(folder, file)), patience).toBe(true);
}

/** Calls a program, and waits until so many processes have the word that it is given. */
async function startFamily(under: ExecUnderTest, count = 1, word = tracer()) {
  const started = await startExec({ ...under, args: [word] });
  const controller = new AbortController();
  const options: CallOptions = { signal: controller.signal, timeoutMs: 60_000 };
  const answer = started.call(options).catch((error: unknown) => error);
  await expect.poll(() => living(word).length, patience).toBeGreaterThanOrEqual(count);
  return {
    ...started,
    word,
    giveUp: async (): Promise<void> => {
      controller.abort(new Error("given up"));
      expect(await answer).toEqual(new Error("given up"));
    },
  };
}
