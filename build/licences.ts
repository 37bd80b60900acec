import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** A package of which something is in the bundles. */
interface Bundled {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly license: string;
  readonly text: string;
}

/** What may be in a bundle that is given to others under MIT. */
const permissive: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "Unlicense",
]);

/** Writes the licences of all packages that these files are of. Throws if one has none, or one that does not fit. */
export async function writeLicences(folder: string, files: readonly string[]): Promise<void> {
  const packages = await Promise.all(foldersOf(files).map(readPackage));
  const unfit = packages.filter(({ license }) => !permissive.has(license));
  if (unfit.length > 0) {
    const named = unfit.map(({ name, license }) => `${name} (${license})`).join(", ");
    throw new Error(`Expected every bundled package to have a permissive licence, got ${named}`);
  }
  const sections = packages.map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text.trim()}\n`,
  );
  const introduction = `kwatchman contains code of these ${packages.length} packages.\n`;
  const rule = `\n${"-".repeat(80)}\n\n`;
  await writeFile(path.join(folder, "THIRD-PARTY-LICENSES"), [introduction, ...sections].join(rule));
}

/** The packages' folders, in the order of their names. */
function foldersOf(files: readonly string[]): string[] {
  const folders = files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

async function readPackage(folder: string): Promise<Bundled> {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as Bundled;
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
  if (texts.length === 0) throw new Error(`Expected ${folder} to come with its licence's text, found no such file`);
  return { name, version, license, text: texts.join("\n\n") };
}
