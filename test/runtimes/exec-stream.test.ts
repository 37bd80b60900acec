import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { deploymentEvent } from "../../sdk/testing/index.ts";
import { living, tracer } from "./exec/living.ts";
import { node, python, sh, stream, type StreamOptions } from "./exec/programs.ts";
import { type ExecUnderTest, startExec, type StartedExec } from "./exec/start-exec.ts";
import { wakingClock } from "./exec/waking-clock.ts";

const patience = { timeout: 40_000 };

/** How long an idle stream is left alone, how long it may take to answer a ping, and to get ready. */
const [idleMs, silenceMs, readyMs] = [15_000, 5000, 10_000];

describe("a stream", () => {
  test("is greeted, and is sent one frame for each call", async () => {
    const event = deploymentEvent({ note: "Grüße, 世界 🌍 \u2028 \u0000" });
    const { call, folder } = await startStream(
      `record(frame); answer({ next: false, reason: "é🌍" });`,
      { onHello: `record(frame); say({ type: "ready", contract: 1 });` },
      { settings: { url: "https://x.example" } },
    );

    const before = Date.now();
    expect(await call({ event, attempt: 2 })).toEqual({ next: false, reason: "é🌍" });

    const [hello, frame] = await recorded(folder);
    expect(hello).toEqual({
      type: "hello",
      contract: 1,
      handler: "team-a",
      settings: { url: "https://x.example" },
    });
    expect(frame).toEqual({
      type: "event",
      id: expect.any(String) as string,
      attempt: 2,
      deadline: expect.any(String) as string,
      event,
    });
    expect(Date.parse(String(frame?.["deadline"]))).toBeGreaterThanOrEqual(before + 20_000);
  });

  test("gets the event byte for byte", async () => {
    const event = deploymentEvent();
    const { call, folder } = await startExec({
      mode: "stream",
      program: python(`
import json, sys
for line in sys.stdin:
    frame = json.loads(line)
    if frame["type"] == "hello": print('{"type":"ready","contract":1}', flush=True)
    if frame["type"] == "event":
        open("line", "w").write(line)
        print(json.dumps({"type": "result", "id": frame["id"]}), flush=True)`),
    });

    await expect(call({ event })).resolves.toBeUndefined();

    const line = await readFile(path.join(folder, "line"), "utf8");
    expect(line.endsWith(`,"event":${JSON.stringify(event)}}\n`)).toBe(true);
  });

  test("answers with an error of its own", async () => {
    const { call } = await startStream(`answer({ error: { message: "busy", retryable: false } });`);

    expect(await call()).toEqual({ error: { message: "busy", retryable: false } });
  });

  test.each([9, 12])("reads and writes lines of %i MiB", async (mebibytes) => {
    const bytes = mebibytes * 1024 * 1024;
    const { call, output } = await startStream(
      `console.log("x".repeat(${bytes})); answer({ reason: String(frame.event.data.note.length) });`,
    );

    expect(await call({ event: deploymentEvent({ note: "x".repeat(bytes) }) })).toEqual({ reason: String(bytes) });
    expect(output).toMatchObject([{ message: "x".repeat(8192), fields: { bytesLeftOut: bytes - 8192 } }]);
  });

  test("may answer with 256 KiB and not with more, and goes on", async () => {
    const { call } = await startStream(`answer({ reason: "x".repeat(frame.event.data.note) });`);
    const note = 256 * 1024 - '{"reason":""}'.length;

    expect(await call({ event: deploymentEvent({ note }) })).toEqual({ reason: "x".repeat(note) });
    await expect(call({ event: deploymentEvent({ note: note + 1 }) })).rejects.toMatchObject({
      code: "KW_RESULT_TOO_LARGE",
    });
    expect(await call({ event: deploymentEvent({ note: 1 }) })).toEqual({ reason: "x" });
  });

  test("that begins a frame of more than 16 MiB is ended", async () => {
    const { call } = await startStream(
      `process.stdout.write('{"type":"result","result":"' + "x".repeat(17 << 20) + '"}\\n');`,
    );

    await expect(call()).rejects.toMatchObject({
      code: "KW_STREAM_ENDED",
      message: expect.stringContaining("a line of more than") as string,
    });
  });

  test("may print what it likes between its frames: it goes to the log", async () => {
    const { call, output } = await startStream(
      `console.log("working on", frame.event.subject); console.log('{"type":"what"}'); console.log("{");
       console.error("a warning"); answer({ reason: "done" });`,
    );

    expect(await call()).toEqual({ reason: "done" });

    await expect.poll(() => output.length, patience).toBe(4);
    expect(output).toContainEqual({ level: "info", message: "working on shop/web", fields: { stream: "stdout" } });
    expect(output).toContainEqual({ level: "info", message: '{"type":"what"}', fields: { stream: "stdout" } });
    expect(output).toContainEqual({ level: "info", message: "{", fields: { stream: "stdout" } });
    expect(output).toContainEqual({ level: "info", message: "a warning", fields: { stream: "stderr" } });
  });
});

describe("several calls of a stream", () => {
  test("are under way at once, and answered in any order", async () => {
    const { call } = await startStream(
      `globalThis.waiting ??= []; waiting.push(frame);
       if (waiting.length === 3) for (const { id, event } of waiting.reverse()) say({ type: "result", id, result: { reason: event.data.note } });`,
      { ready: "{ contract: 1, concurrency: 3 }" },
    );

    const answers = await Promise.all(["a", "b", "c"].map((note) => call({ event: deploymentEvent({ note }) })));

    expect(answers).toEqual([{ reason: "a" }, { reason: "b" }, { reason: "c" }]);
  });

  test("are as many as the program says, one until it does", async () => {
    const { handler } = await startStream(`answer({});`, { ready: "{ contract: 1, concurrency: 4 }" });
    const told: number[] = [];
    handler.capacity?.((calls) => told.push(calls));

    await handler.ready?.(new AbortController().signal);

    expect(told).toEqual([1, 4]);
  });

  test("are told apart by the call, not the event: a late answer is dropped", async () => {
    const { call, said } = await startStream(
      `if (globalThis.first === undefined) { globalThis.first = frame; return; }
       say({ type: "result", id: first.id, result: { reason: "late" } });
       say({ type: "result", id: first.id, result: { reason: "later" } });
       answer({ reason: "in time" });`,
    );
    await untilReady(said, 1);

    await expect(call({ timeoutMs: 1500 })).rejects.toMatchObject({ code: "KW_HANDLER_TIMEOUT" });
    expect(await call({ attempt: 2 })).toEqual({ reason: "in time" });

    expect(said.filter(({ message }) => message === "late answer dropped")).toHaveLength(2);
  });
});

describe("a stream's process", () => {
  test("that exits fails the calls it has, which may be tried again, and is started anew", async () => {
    const { call, said } = await startStream(
      `if (frame.attempt === 1) { console.error("out of paper"); process.exit(3); } answer({ reason: String(process.pid) });`,
      { ready: "{ contract: 1, concurrency: 4 }" },
    );

    const failed = await Promise.allSettled([call(), call(), call()]);
    for (const one of failed) {
      expect(one).toMatchObject({
        reason: {
          code: "KW_STREAM_ENDED",
          message: "Expected the stream `./program` to go on, it exited with 3",
          retryable: true,
          fields: { output: "out of paper" },
        },
      });
    }
    expect(await call({ attempt: 2 })).toEqual({ reason: expect.stringMatching(/^\d+$/) as string });
    expect(said.filter(({ message }) => message === "stream ended, and is started again")).toMatchObject([
      { level: "warn", fields: { handler: "team-a", delayMs: expect.any(Number) as number } },
    ]);
  });

  test("that is killed is started anew, although nobody calls it", async () => {
    const { said } = await startStream(`answer({});`);
    await untilReady(said, 1);

    process.kill(pids(said)[0] ?? 0, "SIGKILL");

    await untilReady(said, 2);
    expect(new Set(pids(said)).size).toBe(2);
  });

  test("that ends each time is started with ever longer pauses, and its calls say why", async () => {
    const clock = wakingClock();
    const program = sh("echo no licence >&2; exit 2");
    const { call, said } = await startExec({ mode: "stream", program, clock, random: () => 1 });

    const failure = await call().catch((error: unknown) => error);

    expect(failure).toMatchObject({
      code: "KW_STREAM_NOT_READY",
      message: "Expected the stream `./program` to get ready, it exited with 2",
      fields: { output: "no licence" },
    });
    for (const delayMs of [500, 1000, 2000, 4000]) {
      await expect.poll(() => delays(said).at(-1), patience).toBe(delayMs);
      await clock.wake(delayMs);
    }
    expect(delays(said).slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
  });

  test("that is stopped is found by its silence and replaced", async () => {
    const clock = wakingClock();
    const { call, said } = await startStream(
      `if (frame.attempt === 1) process.kill(process.pid, "SIGSTOP"); answer({ reason: "new" });`,
      {},
      { clock },
    );
    await untilReady(said, 1);

    await expect(call({ timeoutMs: 1000 })).rejects.toMatchObject({ code: "KW_HANDLER_TIMEOUT" });
    await clock.wake(silenceMs);
    expect(await call({ attempt: 2 })).toEqual({ reason: "new" });

    expect(new Set(pids(said)).size).toBe(2);
    expect(JSON.stringify(said.map(({ fields }) => String(fields["error"])))).toContain("did not answer a ping");
  });

  test("that is stopped while it has nothing to do is found and replaced", async () => {
    const clock = wakingClock();
    const { said } = await startStream(`answer({});`, {}, { clock });
    await untilReady(said, 1);

    process.kill(pids(said)[0] ?? 0, "SIGSTOP");
    await clock.wake(idleMs);
    await clock.wake(silenceMs);

    await untilReady(said, 2);
    expect(new Set(pids(said)).size).toBe(2);
  });

  test("that answers pings outlives a call that was not answered in time", async () => {
    const { call, said } = await startStream(`if (frame.attempt > 1) answer({ reason: String(process.pid) });`);
    await untilReady(said, 1);

    await expect(call({ timeoutMs: 1000 })).rejects.toMatchObject({ code: "KW_HANDLER_TIMEOUT" });

    expect(await call({ attempt: 2 })).toEqual({ reason: String(pids(said)[0]) });
  });

  test.each([
    { what: "closes its output", close: "exec 1>&-" },
    { what: "closes its input", close: "exec 0<&-; sleep 1" },
  ])("that $what is replaced", async ({ close }) => {
    const { call, said } = await startExec({
      mode: "stream",
      program: sh(`read -r hello; echo '{"type":"ready","contract":1}'; ${close}; sleep 600`),
    });
    await untilReady(said, 1);

    const failures: unknown[] = [];
    await expect
      .poll(async () => failures.push(await call({ timeoutMs: 3000 }).catch(String)) && failures, patience)
      .toContain("KwatchmanError: Expected the stream `./program` to go on, it closed its input or its output");
    await expect.poll(() => pids(said).length, patience).toBeGreaterThan(1);
  });

  test("leaves nothing behind when it ends", async () => {
    const word = tracer();
    const { said } = await startStream(`answer({});`, {
      onHello: `require("child_process").spawn("sh", ["-c", "sleep 600; :", "${word}"], { detached: true, stdio: "ignore" });
                say({ type: "ready", contract: 1 });`,
    });
    await untilReady(said, 1);
    await expect.poll(() => living(word).length, patience).toBe(1);
    const before = living(word);

    process.kill(pids(said)[0] ?? 0, "SIGKILL");

    await expect.poll(() => living(word).filter((pid) => before.includes(pid)), patience).toEqual([]);
  });
});

describe("a stream that does not get ready", () => {
  test.each([
    { what: "speaks another contract", ready: "{ contract: 2 }", says: "it speaks contract 2, kwatchman speaks 1" },
    { what: "names no contract", ready: "{}", says: "it speaks contract none, kwatchman speaks 1" },
    {
      what: "asks for nonsense",
      ready: "{ contract: 1, concurrency: 0 }",
      says: "its `concurrency` is 0, not a number from 1 on",
    },
  ])("because it $what fails its calls and its check", async ({ ready, says }) => {
    const { call, handler } = await startStream(`answer({});`, { ready });
    const failure = { code: "KW_STREAM_NOT_READY", message: `Expected the stream \`./program\` to get ready, ${says}` };

    await expect(handler.ready?.(new AbortController().signal)).rejects.toMatchObject(failure);
    await expect(call()).rejects.toMatchObject(failure);
  });

  test("because it says nothing is ended after a while", async () => {
    const clock = wakingClock();
    const { handler } = await startExec({ mode: "stream", program: sh("exec sleep 600"), clock });
    const ready = handler.ready?.(new AbortController().signal);
    ready?.catch(() => {});

    await clock.wake(readyMs);

    await expect(ready).rejects.toMatchObject({
      code: "KW_STREAM_NOT_READY",
      message: expect.stringContaining("it was not ready within 10000 ms") as string,
    });
  });
});

describe("a stream that is closed", () => {
  test("is told to shut down, and then gets the end of its input", async () => {
    const { handler, folder, said } = await startExec({
      mode: "stream",
      program: node(`
let text = "";
process.stdin.on("data", (chunk) => {
  text += chunk;
  if (text.split("\\n").length === 2) process.stdout.write('{"type":"ready","contract":1}\\n');
});
process.stdin.on("end", () => require("fs").writeFileSync("got", text));`),
    });
    await untilReady(said, 1);

    await handler.close();

    const frames = (await readFile(path.join(folder, "got"), "utf8")).trim().split("\n");
    expect(frames.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(["hello", "shutdown"]);
    expect(said.map(({ message }) => message)).toEqual(["stream is ready"]);
  });

  test("is ended with all it started if it does not heed that", async () => {
    const word = tracer();
    const { handler, said } = await startExec({
      mode: "stream",
      args: [word],
      program: sh(`trap '' TERM; setsid sh -c 'sleep 600; :' "$1" & echo '{"type":"ready","contract":1}'; sleep 600`),
    });
    await untilReady(said, 1);
    await expect.poll(() => living(word).length, patience).toBe(2);

    await handler.close();

    expect(living(word)).toEqual([]);
  });
});

/** Starts a stream in JavaScript, which has a function `record`. */
async function startStream(
  onEvent: string,
  hello: StreamOptions = {},
  under: Pick<ExecUnderTest, "settings" | "clock"> = {},
): Promise<StartedExec> {
  const record = `const record = (frame) => require("fs").appendFileSync("frames", JSON.stringify(frame) + "\\n");\n`;
  const program = stream(onEvent, hello).replace("\n", `\n${record}`);
  return startExec({ ...under, mode: "stream", program });
}

async function recorded(folder: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path.join(folder, "frames"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function untilReady(said: StartedExec["said"], times: number): Promise<void> {
  await expect.poll(() => pids(said).length, patience).toBe(times);
}

/** Of the processes that got ready. */
function pids(said: StartedExec["said"]): number[] {
  return said.flatMap(({ message, fields }) => (message === "stream is ready" ? [Number(fields["pid"])] : []));
}

function delays(said: StartedExec["said"]): number[] {
  return said.flatMap(({ fields }) => (fields["delayMs"] === undefined ? [] : [Number(fields["delayMs"])]));
}
