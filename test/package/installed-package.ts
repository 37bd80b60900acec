import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import packageJson from "../../package.json" with { type: "json" };
import { scratchCheckout } from "./scratch-checkout.ts";

/** The package as a user gets it. */
export interface InstalledPackage {
  /** The folder it was installed into. */
  readonly home: string;
  /** The file of the command. */
  readonly command: string;
  /** What was published. */
  readonly tarball: string;
  /** What is in it, relative to the package. */
  readonly files: readonly string[];
  remove(): Promise<void>;
}

/**
 * Packs a copy of the checkout, which builds it, and installs the package into an empty folder, without the network and
 * from an empty cache: so it needs nothing but what may be left out.
 */
export async function installPackage(): Promise<InstalledPackage> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-package-"));
  const home = path.join(folder, "home");
  await mkdir(home);
  const checkout = await scratchCheckout(path.join(folder, "checkout"));
  const { stdout } = await execa("npm", ["pack", "--json", "--pack-destination", folder], { cwd: checkout });
  const { filename, files } = packedOf(stdout);
  const tarball = path.join(folder, filename);
  const apart = ["--offline", "--cache", path.join(folder, "cache"), "--no-audit", "--no-fund"];
  await execa("npm", ["install", "--prefix", home, ...apart, tarball], { cwd: home });
  return {
    home,
    command: path.join(home, "node_modules/.bin", packageJson.name),
    tarball,
    files: files.map((file) => file.path),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** A list up to npm 11, by name since. */
function packedOf(output: string): Packed {
  const [packed] = Object.values(JSON.parse(output) as readonly Packed[] | Readonly<Record<string, Packed>>);
  if (packed === undefined) throw new Error(`Expected npm to say what it packed, got ${output}`);
  return packed;
}
