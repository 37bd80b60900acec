import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Writes files by their paths within a folder; scripts that name their interpreter may be executed. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
}
