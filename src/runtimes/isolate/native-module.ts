import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";

/** Before it a guest could corrupt the memory of the process around it (GHSA-864f-rcv7-6rh4). */
const oldestSafe = [7, 0, 1] as const;

/**
 * Where isolated-vm's library for this Node lies, absolute. Throws KW_ISOLATE_UNAVAILABLE if it is not installed, too old,
 * or not made for this platform.
 *
 * @param from where it is looked for
 */
export function findNativeModule(from: string = import.meta.url): string {
  const require = createRequire(from);
  let manifest: string;
  try {
    manifest = require.resolve("isolated-vm/package.json");
  } catch (cause) {
    throw unavailable("Expected the package isolated-vm to be installed, which isolates run in", cause);
  }
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
  if (isOlder(version)) {
    throw unavailable(
      `Expected isolated-vm to be ${oldestSafe.join(".")} or newer, got ${version} in ${dirname(manifest)}`,
    );
  }
  try {
    // It cannot look around for itself: in the sandbox it may read this one file.
    const build = createRequire(manifest)("node-gyp-build") as { readonly resolve: (folder: string) => string };
    return build.resolve(dirname(manifest));
  } catch (cause) {
    const platform = `Node ${process.versions.node} on ${process.platform}-${process.arch}`;
    throw unavailable(`Expected isolated-vm to have a library for ${platform}, found none`, cause);
  }
}

function isOlder(version: string): boolean {
  const parts = version.split(/[.+-]/).map(Number);
  const index = oldestSafe.findIndex((part, place) => part !== parts[place]);
  return index !== -1 && !((parts[index] ?? 0) > (oldestSafe[index] ?? 0));
}

function unavailable(message: string, cause?: unknown): KwatchmanError {
  return new KwatchmanError("KW_ISOLATE_UNAVAILABLE", message, {
    cause,
    mend: `Install it: npm install isolated-vm@${oldestSafe.join(".")}`,
  });
}
