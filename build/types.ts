import { cp, glob, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { root } from "./layout.ts";

/** Types of packages, one file each, that those of the sdk are made of: they come with it. */
const vendored: Readonly<Record<string, string>> = { tapable: "tapable/tapable.d.ts" };

/** Writes the types of `kwatchman/sdk` and `kwatchman/sdk/testing`, which need no other package's. */
export async function writeTypes(folder: string): Promise<void> {
  const output = path.join(folder, "sdk");
  await execa("tsc", ["--project", path.join(root, "build/tsconfig.types.json"), "--outDir", output], {
    cwd: root,
    preferLocal: true,
    localDir: root,
    stdout: "inherit",
    stderr: "inherit",
  });
  for (const [name, file] of Object.entries(vendored)) {
    await cp(path.join(root, "node_modules", file), path.join(output, `${name}.d.ts`));
  }
  for await (const file of glob("**/*.d.ts", { cwd: output })) await nameFiles(path.join(output, file), output);
}

/** Imports name files that are there: those of TypeScript name its sources. */
async function nameFiles(file: string, output: string): Promise<void> {
  const text = await readFile(file, "utf8");
  const named = text.replaceAll(/\bfrom "([^"]+)"/g, (whole, specifier: string) => {
    if (specifier.startsWith("node:")) return whole;
    if (specifier.startsWith(".")) return `from "${specifier.replace(/\.ts$/, ".js")}"`;
    if (vendored[specifier] === undefined) {
      throw new Error(`Expected the types of the sdk to need no other package, ${file} imports ${specifier}`);
    }
    const relative = path.relative(path.dirname(file), path.join(output, `${specifier}.js`));
    return `from "${relative.startsWith(".") ? relative : `./${relative}`}"`;
  });
  await writeFile(file, named);
}
