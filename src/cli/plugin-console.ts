import { Console } from "node:console";

/** Standard output is the report's or the log's alone: what plugins write to the console goes to standard error. */
export function moveConsoleToStderr(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
}
