import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { execa, ExecaError } from "execa";

const version = "v3.21.4";

/** Helm, or why there is none. */
export type Installation = { readonly file: string } | { readonly missing: string };

/** Finds Helm in the user's cache; where it is not, and Go is at hand, makes it, which takes some minutes once. */
export async function installHelm(say: (text: string) => void): Promise<Installation> {
  const caches = process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache");
  const folder = path.join(caches, "kwatchman", `helm-${version}`);
  const file = path.join(folder, "helm");
  if (existsSync(file)) return { file };
  const go = await execa("go", ["version"], { reject: false });
  if (go.failed) return { missing: "Go is not at hand to make it" };
  say(`Helm ${version} is being made by go install: once, it takes some minutes.`);
  await mkdir(folder, { recursive: true });
  const making = await mkdtemp(path.join(folder, "making-"));
  try {
    await execa("go", ["install", `helm.sh/helm/v3/cmd/helm@${version}`], {
      env: { GOBIN: making, CGO_ENABLED: "0", GOFLAGS: "" },
    });
    // All at once, whoever else makes it meanwhile.
    await rename(path.join(making, "helm"), file);
    return { file };
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    return { missing: `go install failed: ${error.stderr}` };
  } finally {
    await rm(making, { recursive: true });
  }
}
