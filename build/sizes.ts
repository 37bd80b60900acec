import { glob, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** Prints how large the JavaScript files are, and everything. */
export async function printSizes(folder: string): Promise<void> {
  let total = 0;
  for (const file of (await Array.fromAsync(glob("**/*.*", { cwd: folder }))).sort()) {
    const { size } = await stat(path.join(folder, file));
    total += size;
    if (!file.endsWith(".js")) continue;
    const packed = gzipSync(await readFile(path.join(folder, file))).length;
    process.stdout.write(`${inKiB(size)} KiB  ${inKiB(packed)} KiB in gzip  ${file}\n`);
  }
  process.stdout.write(`${inKiB(total)} KiB  all files, types and source maps included\n`);
}

function inKiB(bytes: number): string {
  return (bytes / 1024).toFixed(1).padStart(8);
}
