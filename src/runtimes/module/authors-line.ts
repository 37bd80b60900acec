import { execFile as execFileWithCallback } from "node:child_process";
import { extname } from "node:path";
import { promisify } from "node:util";
import { placeIn, placeOf } from "./blame.ts";
import type { ModuleSpec } from "../handler-spec.ts";

const execFile = promisify(execFileWithCallback);

/** Where in a plugin's own files an import failed, as "file:line"; the entry alone if that is all that can be known. */
export async function authorsLine(error: unknown, spec: ModuleSpec): Promise<string> {
  const { entry, directory } = spec;
  return placeOf(error, spec) ?? placeIn(await checkSyntax(error, entry), directory) ?? entry;
}

/** V8 does not say where an imported file's syntax is wrong; `node --check` does. */
async function checkSyntax(error: unknown, entry: string): Promise<string> {
  if (!(error instanceof SyntaxError) || extname(entry) === ".ts") return "";
  try {
    await execFile(process.execPath, ["--check", entry], { timeout: 10_000 });
    return "";
  } catch (failed) {
    return failed instanceof Error && "stderr" in failed ? String(failed.stderr) : "";
  }
}
