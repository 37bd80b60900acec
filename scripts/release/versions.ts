import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** A file that says the version, and where in it, as the second of three groups. */
interface Place {
  readonly file: string;
  readonly version: RegExp;
}

const places: readonly Place[] = [
  { file: "package.json", version: /^(\{\n {2}"name": "kwatchman",\n {2}"version": ")([^"]+)(")/ },
  { file: "package-lock.json", version: /^(\{\n {2}"name": "kwatchman",\n {2}"version": ")([^"]+)(")/ },
  {
    file: "package-lock.json",
    version: /^([\s\S]*?"packages": \{\n {4}"": \{\n {6}"name": "kwatchman",\n {6}"version": ")([^"]+)(")/,
  },
  { file: "charts/kwatchman/Chart.yaml", version: /^([\s\S]*?\nversion: "?)([^"\n]+)("?\n)/ },
  { file: "charts/kwatchman/Chart.yaml", version: /^([\s\S]*?\nappVersion: "?)([^"\n]+)("?\n)/ },
];

/** Writes the version wherever it stands; resolves with the files. Throws if one of them says it nowhere. */
export async function writeVersions(root: string, version: string): Promise<string[]> {
  for (const place of places) {
    const file = path.join(root, place.file);
    const text = await readFile(file, "utf8");
    if (!place.version.test(text)) throw new Error(`Expected ${place.file} to say the version, found none`);
    await writeFile(file, text.replace(place.version, `$1${version}$3`));
  }
  return [...new Set(places.map(({ file }) => file))];
}

/** 1.2.3 or 1.2.3-rc.1. */
export function isVersion(text: string): boolean {
  return /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.test(text);
}
