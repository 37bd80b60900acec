import { chmod, mkdir, open, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { writeFiles } from "../docs/write-files.ts";
import { sh } from "./exec/programs.ts";
import { loadCommand, startExec } from "./exec/start-exec.ts";
import { wakingClock } from "./exec/waking-clock.ts";

/** How long it is waited before a program that is being written is tried again. */
const busyPauseMs = 25;

describe("a program that cannot be started says why, and may be tried again", () => {
  test.each([
    {
      what: "is not there",
      command: ["./page.sh"],
      message: "Expected `./page.sh` to be an executable file, got ENOENT",
      mend: "There is no file FOLDER/page.sh.",
    },
    {
      what: "may not be executed",
      command: ["./plain.sh"],
      message: "Expected `./plain.sh` to be an executable file, got EACCES",
      mend: "chmod +x FOLDER/plain.sh",
    },
    {
      what: "is not on PATH",
      command: ["no-such-program"],
      message: "Expected `no-such-program` to be a program that is found on PATH, got ENOENT",
      mend: `PATH is ${process.env["PATH"] ?? ""}.`,
    },
    {
      what: "lies in the folder, not on PATH",
      command: ["plain.sh"],
      message: "Expected `plain.sh` to be a program that is found on PATH, got ENOENT",
      mend: 'A file of the handler\'s own folder is written "./plain.sh".',
    },
    {
      what: "has lines that end as on Windows",
      command: ["./windows.sh"],
      message: "Expected `./windows.sh` to be a script whose lines end as they do on Unix, got ENOENT",
      mend: "The first line of FOLDER/windows.sh ends in CR LF, so that its interpreter is not found: sed -i 's/\\r$//' FOLDER/windows.sh",
    },
    {
      what: "has no interpreter",
      command: ["./missing.py"],
      message: "Expected `./missing.py` to be a script whose interpreter is there, got ENOENT",
      mend: "FOLDER/missing.py asks for /usr/bin/python9 in its first line.",
    },
    { what: "is a folder", command: ["./folder"], message: "Expected `./folder` to be an executable file, got EACCES" },
  ])("because it $what", async ({ command: [program = ""], message, mend }) => {
    const folder = await scratchFolder();
    await writeFiles(folder, files);
    await mkdir(path.join(folder, "folder"));
    await chmod(path.join(folder, "plain.sh"), 0o644);
    const { call } = await loadCommand([program], folder);

    await expect(call()).rejects.toMatchObject({
      code: "KW_EXEC_NOT_STARTED",
      retryable: true,
      message: expect.stringContaining(message) as string,
      ...(mend !== undefined && { mend: mend.replaceAll("FOLDER", folder) }),
    });
  });

  test("because its settings are too long for a variable", async () => {
    const { call } = await startExec({ program: sh("exit 0"), settings: { text: "x".repeat(200_000) } });

    await expect(call()).rejects.toMatchObject({
      code: "KW_EXEC_NOT_STARTED",
      mend: expect.stringContaining("128 KiB") as string,
    });
  });
});

test("a program that is being written is waited for", async () => {
  const clock = wakingClock();
  const { call, folder } = await startExec({ program: sh(`echo '{"reason":"whole"}'`), clock });
  const writer = await open(path.join(folder, "program"), "r+");

  const answer = call();
  await clock.wake(busyPauseMs);
  await writer.close();

  expect(await answer).toEqual({ reason: "whole" });
});

test("a program that appears later is started then", async () => {
  const folder = await scratchFolder();
  const { call } = await loadCommand(["./late.sh"], folder);
  await expect(call()).rejects.toMatchObject({ code: "KW_EXEC_NOT_STARTED" });

  await writeFile(path.join(folder, "late.sh"), sh(`echo '{"reason":"here"}'`), { mode: 0o755 });

  expect(await call()).toEqual({ reason: "here" });
});

const files = {
  "plain.sh": sh("exit 0"),
  "windows.sh": "#!/bin/sh\r\nexit 0\r\n",
  "missing.py": "#!/usr/bin/python9\n",
};
