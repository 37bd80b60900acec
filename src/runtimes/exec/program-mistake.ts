import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

/** Where programs are looked for if nothing is said, as the system's own `execvp` does. */
const defaultPath = "/usr/bin:/bin";

/** What keeps a program from being started. */
export interface ProgramMistake {
  /** Completes "Expected `command[0]` to be …". */
  readonly expected: string;
  readonly mend: string;
}

/** Why a program cannot be started, as far as its file tells; undefined if nothing is known against it. */
export function programMistake(
  program: string,
  directory: string,
  path: string = defaultPath,
): ProgramMistake | undefined {
  if (!program.includes("/")) return nameMistake(program, directory, path);
  const file = resolve(directory, program);
  if (!isFile(file)) return { expected: "an executable file", mend: `There is no file ${file}.` };
  if (!isExecutable(file)) return { expected: "an executable file", mend: `chmod +x ${file}` };
  return interpreterMistake(file, path);
}

function nameMistake(program: string, directory: string, path: string): ProgramMistake | undefined {
  const file = findOnPath(program, path);
  if (file !== undefined) return interpreterMistake(file, path);
  const isBeside = isFile(resolve(directory, program));
  return {
    expected: "a program that is found on PATH",
    mend: isBeside ? `A file of the handler's own folder is written "./${program}".` : `PATH is ${path}.`,
  };
}

/** The kernel says of a script without its interpreter that the script is not there. */
function interpreterMistake(file: string, path: string): ProgramMistake | undefined {
  const line = firstLine(file);
  if (!line.startsWith("#!")) return undefined;
  if (line.endsWith("\r")) {
    return {
      expected: "a script whose lines end as they do on Unix",
      mend: `The first line of ${file} ends in CR LF, so that its interpreter is not found: sed -i 's/\\r$//' ${file}`,
    };
  }
  const [interpreter = "", argument = ""] = line.slice(2).trim().split(/\s+/);
  if (interpreter.startsWith("/") && !isExecutable(interpreter)) return missingInterpreter(file, interpreter);
  const isNamed = interpreter.endsWith("/env") && /^[^-=]+$/.test(argument);
  return isNamed && findOnPath(argument, path) === undefined ? missingInterpreter(file, argument) : undefined;
}

function missingInterpreter(file: string, interpreter: string): ProgramMistake {
  return {
    expected: "a script whose interpreter is there",
    mend: `${file} asks for ${interpreter} in its first line.`,
  };
}

function findOnPath(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => resolve(folder, program))
    .find((file) => isFile(file) && isExecutable(file));
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** As much of it as the kernel looks at; "" for a file that may be run and not be read. */
function firstLine(file: string): string {
  const start = Buffer.alloc(256);
  try {
    const descriptor = openSync(file, "r");
    try {
      readSync(descriptor, start);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
  return start.toString("latin1").split("\n", 1)[0] ?? "";
}
