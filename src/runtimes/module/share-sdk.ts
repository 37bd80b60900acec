import { registerHooks } from "node:module";
import { sep } from "node:path";
import { pathToFileURL } from "node:url";

const shared: ReadonlyMap<string, string> = new Map([
  ["kwatchman/sdk", new URL("../../../sdk/index.ts", import.meta.url).href],
  ["kwatchman/sdk/testing", new URL("../../../sdk/testing/index.ts", import.meta.url).href],
]);
const folders = new Set<string>();

/** Lets what lies in the folder import `kwatchman/sdk` without having it installed: it gets the host's own. */
export function shareSdkWith(folder: string): void {
  if (folders.size === 0) registerHooks({ resolve: resolveSdk });
  folders.add(pathToFileURL(folder + sep).href);
}

const resolveSdk: Parameters<typeof registerHooks>[0]["resolve"] = (specifier, context, nextResolve) => {
  const url = shared.get(specifier);
  const { parentURL } = context;
  if (url === undefined || parentURL === undefined) return nextResolve(specifier, context);
  const isPlugin = [...folders].some((folder) => parentURL.startsWith(folder));
  return isPlugin ? { url, shortCircuit: true } : nextResolve(specifier, context);
};
