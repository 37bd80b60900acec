import { execFile as execFileWithCallback } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { HandlerSpec } from "./handler.ts";

const execFile = promisify(execFileWithCallback);

/** Where in a plugin's own files an import failed, as "file:line"; the entry alone if that is all that can be known. */
export async function authorsLine(error: unknown, { entry, directory }: HandlerSpec): Promise<string> {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return lineIn(stack, directory) ?? lineIn(await checkSyntax(error, entry), directory) ?? entry;
}

/** The first place in the text that lies in the folder; a path stands there bare or as a URL. */
function lineIn(text: string, directory: string): string | undefined {
  for (const [, place = "", line] of text.matchAll(/((?:file:\/\/)?\/[^\n()]+?):(\d+)/g)) {
    const path = place.startsWith("file:") ? fileURLToPath(place) : place;
    if (pathToFileURL(path).href.startsWith(`${pathToFileURL(directory).href}/`)) return `${path}:${line}`;
  }
  return undefined;
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
