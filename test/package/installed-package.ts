import { mkdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import packageJson from "../../package.json" with { type: "json" };
import { projectRoot } from "../cli/kwatchman-process.ts";

/** The package as a user gets it. */
export interface InstalledPackage {
  /** The folder that has it in its node_modules. */
  readonly home: string;
  /** The file of the command. */
  readonly command: string;
}

/** What would be published, relative to the package. */
export async function publishedFiles(): Promise<string[]> {
  const { stdout } = await npm("pack", "--dry-run", "--json");
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return packed?.files.map((file) => file.path) ?? [];
}

/** Packs the package and lays it out as an install does, with links to its own dependencies and nothing else. */
export async function installPackage(home: string): Promise<InstalledPackage> {
  const modules = path.join(home, "node_modules");
  const installed = path.join(modules, packageJson.name);
  await mkdir(installed, { recursive: true });
  const { stdout: tarball } = await npm("pack", "--pack-destination", home);
  await execa("tar", ["-xzf", path.join(home, tarball), "-C", installed, "--strip-components=1"]);
  const { dependencies, bin } = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    bin: { kwatchman: string };
  };
  for (const dependency of Object.keys(dependencies)) {
    const link = path.join(modules, dependency);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(projectRoot, "node_modules", dependency), link);
  }
  return { home, command: path.join(installed, bin.kwatchman) };
}

function npm(...args: string[]) {
  return execa("npm", ["--prefix", projectRoot, "--silent", "--ignore-scripts", ...args], { cwd: projectRoot });
}
