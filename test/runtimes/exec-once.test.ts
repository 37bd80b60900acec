import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { deploymentEvent } from "../../sdk/testing/index.ts";
import { HandlerFailure } from "../../src/pipeline/chain/handler-failure.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { python, sh } from "./exec/programs.ts";
import { loadCommand, type StartedExec, startExec } from "./exec/start-exec.ts";

describe("what a program for one event is given", () => {
  test("the event, byte for byte, and the end of its input", async () => {
    const event = deploymentEvent({ note: 'Grüße, 世界 🌍 \u0000 \u2028 "quoted"' });
    const { call, folder } = await startExec({ program: sh("cat > got.json") });

    await call({ event });

    expect(await readFile(path.join(folder, "got.json"), "utf8")).toBe(JSON.stringify(event));
  });

  test("the facts of its call and its settings in its environment, and nothing of the host's but what its spec has", async () => {
    const { call, folder } = await startExec({
      program: sh("env > got.txt"),
      env: { COLOUR: "grün" },
      settings: { url: "https://x.example", list: [1, "zwei"] },
    });

    const before = Date.now();
    await call({ attempt: 3 });

    const lines = (await readFile(path.join(folder, "got.txt"), "utf8")).trim().split("\n");
    const got = Object.fromEntries(lines.map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]));
    expect(got).toMatchObject({
      COLOUR: "grün",
      KWATCHMAN_HANDLER: "team-a",
      KWATCHMAN_ATTEMPT: "3",
      KWATCHMAN_SETTINGS: '{"url":"https://x.example","list":[1,"zwei"]}',
    });
    expect(Date.parse(got["KWATCHMAN_DEADLINE"] ?? "")).toBeGreaterThanOrEqual(before + 20_000);
    const ofShell = new Set(["PWD", "OLDPWD", "SHLVL", "_"]);
    const names = Object.keys(got).filter((name) => !ofShell.has(name));
    expect(names.toSorted()).toEqual([
      "COLOUR",
      "HOME",
      "KWATCHMAN_ATTEMPT",
      "KWATCHMAN_DEADLINE",
      "KWATCHMAN_HANDLER",
      "KWATCHMAN_RUN",
      "KWATCHMAN_SETTINGS",
      "PATH",
    ]);
  });

  test("its arguments as they are, without a shell, in its folder", async () => {
    const folder = await scratchFolder();
    const { call } = await loadCommand(["node", "-e", answerArguments, "$HOME", "a b", "*", ";exit 1"], folder);

    expect(await call()).toEqual({ reason: JSON.stringify([folder, "$HOME", "a b", "*", ";exit 1"]) });
  });

  test("its folder's program, whatever the host's own folder is", async () => {
    const { call, folder } = await startExec({ program: sh('printf \'{"reason":"%s"}\' "$PWD"') });

    expect(await call()).toEqual({ reason: folder });
  });
});

const answerArguments =
  "process.stdout.write(JSON.stringify({ reason: JSON.stringify([process.cwd(), ...process.argv.slice(1)]) }))";

describe("what a program for one event comes to", () => {
  test.each([
    { name: "nothing printed is no answer", script: "exit 0", answer: undefined },
    {
      name: "one JSON object is its answer",
      script: `echo '{"next":false,"reason":"é"}'`,
      answer: { next: false, reason: "é" },
    },
    { name: "an answer may have many lines", script: `printf '{\\n "next": true\\n}\\n\\n'`, answer: { next: true } },
    { name: "anything else is no answer", script: `echo hello; echo '{"next":false}'`, answer: undefined },
    {
      name: "an error is an answer with exit code 0",
      script: `echo '{"error":{"message":"busy"}}'`,
      answer: { error: { message: "busy" } },
    },
    {
      name: "an error is an answer with any other",
      script: `echo '{"error":{"message":"no","retryable":true}}'; exit 65`,
      answer: { error: { message: "no", retryable: true } },
    },
    {
      name: "an error is an answer of a program that kills itself",
      script: `echo '{"error":{"message":"no"}}'; kill -9 $$`,
      answer: { error: { message: "no" } },
    },
  ])("$name", async ({ script, answer }) => {
    const { call } = await startExec({ program: sh(script) });

    expect(await call()).toEqual(answer);
  });

  test.each([
    { exit: "1", script: "exit 1", retryable: true, says: "it exited with 1" },
    { exit: "75", script: "exit 75", retryable: true, says: "it exited with 75" },
    { exit: "127 of a shell", script: "nothing-of-this-name", retryable: true, says: "it exited with 127" },
    { exit: "65", script: "exit 65", retryable: false, says: "it exited with 65" },
    { exit: "78", script: "exit 78", retryable: false, says: "it exited with 78" },
    { exit: "SIGKILL", script: "kill -9 $$", retryable: true, says: "it was ended by SIGKILL" },
    { exit: "SIGSEGV", script: "kill -SEGV $$", retryable: true, says: "it was ended by SIGSEGV" },
    { exit: "1, an answer without an error", script: `echo '{"next":false}'; exit 1`, retryable: true, says: "with 1" },
    { exit: "1, half an answer", script: `printf '{"err'; exit 1`, retryable: true, says: "it exited with 1" },
    { exit: "65, a wrong error", script: `echo '{"error":"no"}'; exit 65`, retryable: false, says: "with 65" },
  ])("exit $exit fails", async ({ script, retryable, says }) => {
    const exec = await startExec({ program: sh(script) });

    const failure = await failureOf(exec);

    expect(failure).toMatchObject({ code: "KW_EXEC_FAILED", retryable });
    expect(failure.message).toContain("Expected `./program` to exit with 0, ");
    expect(failure.message).toContain(says);
  });

  test("a failure tells the last thing the program said", async () => {
    const exec = await startExec({ program: sh("echo one; echo two >&2; echo 'no route to host' >&2; exit 1") });

    const failure = await failureOf(exec);

    expect(failure.cause).toMatchObject({ fields: { output: "no route to host" } });
  });

  test.each([
    { what: "half an object", script: `printf '{"next":'` },
    { what: "more after it", script: `echo '{"next":true}'; echo done` },
  ])("an answer that is not JSON is told: $what", async ({ script }) => {
    const { call } = await startExec({ program: sh(script) });

    await expect(call()).rejects.toMatchObject({ code: "KW_RESULT_INVALID" });
  });

  test("an answer may have 256 KiB", async () => {
    const { call } = await startExec({ program: python(`print('{"reason":"' + "x" * (256 * 1024 - 13) + '"}')`) });

    expect(Buffer.byteLength(JSON.stringify(await call()))).toBe(256 * 1024);
  });

  test("a longer one is refused, and its program ended", async () => {
    const { call } = await startExec({
      program: python(`import time\nprint('{"reason":"' + "x" * (256 * 1024), flush=True)\ntime.sleep(600)`),
    });

    await expect(call()).rejects.toMatchObject({ code: "KW_RESULT_TOO_LARGE" });
  });

  test("an endless one is refused, and its program ended", async () => {
    const { call } = await startExec({ program: sh(`printf '{"reason":"'; exec yes`) });

    await expect(call()).rejects.toMatchObject({ code: "KW_RESULT_TOO_LARGE" });
  });
});

describe("a program for one event and its input", () => {
  test.each(["exit 0", "exec 0<&-; sleep 0.2"])("it need not read it: %s", async (script) => {
    const { call } = await startExec({ program: sh(script) });
    const event = deploymentEvent({ note: "x".repeat(8 * 1024 * 1024) });

    await expect(call({ event })).resolves.toBeUndefined();
  });

  test("it may read an object of 1.5 MB", async () => {
    const event = deploymentEvent({ note: "é".repeat(750_000) });
    const { call } = await startExec({
      program: python(
        `import json, sys\nprint(json.dumps({"reason": str(len(json.load(sys.stdin)["data"]["note"]))}))`,
      ),
    });

    expect(await call({ event })).toEqual({ reason: "750000" });
  });

  test("many run side by side, each with its own", async () => {
    const { call } = await startExec({ program: sh(`printf '{"reason":"%s"}' "$KWATCHMAN_ATTEMPT"`) });

    const answers = await Promise.all(Array.from({ length: 16 }, (_, attempt) => call({ attempt })));

    expect(answers).toEqual(Array.from({ length: 16 }, (_, attempt) => ({ reason: String(attempt) })));
  });
});

async function failureOf({ call }: StartedExec): Promise<HandlerFailure> {
  const event = deploymentEvent();
  try {
    await call({ event });
  } catch (error) {
    return new HandlerFailure({ handler: "team-a", event, attempt: 1 }, error);
  }
  throw new Error("Expected the call to fail");
}
