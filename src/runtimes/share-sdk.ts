import { registerHooks } from "node:module";
import { sep } from "node:path";
import { pathToFileURL } from "node:url";

const shared: ReadonlySet<string> = new Set(["kwatchman/sdk", "kwatchman/sdk/testing"]);
const folders = new Set<string>();

/** Lets what lies in the folder import `kwatchman/sdk` without having it installed: it gets the host's own. */
export function shareSdkWith(folder: string): void {
  if (folders.size === 0) registerHooks({ resolve: resolveSdk });
  folders.add(pathToFileURL(folder + sep).href);
}

const resolveSdk: Parameters<typeof registerHooks>[0]["resolve"] = (specifier, context, nextResolve) => {
  const { parentURL } = context;
  if (!shared.has(specifier) || parentURL === undefined) return nextResolve(specifier, context);
  const isPlugin = [...folders].some((folder) => parentURL.startsWith(folder));
  return isPlugin ? { url: import.meta.resolve(specifier), shortCircuit: true } : nextResolve(specifier, context);
};
