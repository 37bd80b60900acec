import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { root } from "./layout.ts";
import { relativeTo } from "./other-programs.ts";

/** What a plugin author imports, as the compiler writes it. */
const entries = ["index.d.ts", "testing/index.d.ts"];

/** Types of packages, one file each, that those of the sdk are made of: they come with it. */
const vendored: ReadonlyMap<string, string> = new Map([["tapable", "tapable/tapable.d.ts"]]);

/** Writes the types of `kwatchman/sdk` and `kwatchman/sdk/testing`, which need no other package's, nor Node's. */
export async function writeTypes(folder: string): Promise<void> {
  const compiled = await mkdtemp(path.join(tmpdir(), "kwatchman-types-"));
  try {
    await execa("tsc", ["--project", "build/tsconfig.types.json", "--outDir", compiled], {
      cwd: root,
      preferLocal: true,
      stdout: process.stderr,
      stderr: "inherit",
    });
    await copyWithImports(entries, path.join(compiled, "sdk"), path.join(folder, "sdk"));
  } finally {
    await rm(compiled, { recursive: true, force: true });
  }
}

/** Copies these files and all that they import, each once. The compiler writes types of every file: most are nobody's. */
async function copyWithImports(files: readonly string[], from: string, to: string): Promise<void> {
  const found = new Set(files);
  for (const file of found) {
    const own = vendoredFile(file);
    const text = await readFile(own ?? path.join(from, file), "utf8");
    const named = text.replaceAll(/\bfrom "([^"]+)"/g, (_, specifier: string) => {
      const imported = importedFile(specifier, file);
      found.add(imported);
      return `from "${relativeTo(file, imported.replace(/\.d\.ts$/, ".js"))}"`;
    });
    await mkdir(path.dirname(path.join(to, file)), { recursive: true });
    await writeFile(path.join(to, file), named);
  }
}

function importedFile(specifier: string, importer: string): string {
  if (vendored.has(specifier)) return `${specifier}.d.ts`;
  if (specifier.startsWith(".")) return path.join(path.dirname(importer), specifier.replace(/\.ts$/, ".d.ts"));
  throw new Error(`Expected the types of the sdk to need nothing else, ${importer} imports ${specifier}`);
}

function vendoredFile(file: string): string | undefined {
  const place = vendored.get(path.basename(file, ".d.ts"));
  return place === undefined || path.dirname(file) !== "." ? undefined : path.join(root, "node_modules", place);
}
