import http from "node:http";
import type { Plugin } from "rolldown";

const virtual = "\0lean-http";

/**
 * Imports node:http without what hangs on it: an import statement takes every export, WebSocket among them, for which Node
 * loads a whole client of 16 MiB.
 */
export function leanHttp(): Plugin {
  return {
    name: "lean-http",
    resolveId: {
      filter: { id: /^(?:node:)?http$/ },
      handler: (_, __, { kind }) => (kind === "import-statement" ? virtual : null),
    },
    load: {
      filter: { id: /^\0lean-http$/ },
      handler: () =>
        `const http = process.getBuiltinModule("node:http");
export default http;
export const { ${plainExports().join(", ")} } = http;`,
    },
  };
}

/** What Node has from that client. */
const heavy: ReadonlySet<string> = new Set(["CloseEvent", "MessageEvent", "WebSocket"]);

function plainExports(): string[] {
  return Object.getOwnPropertyNames(http).filter((name) => !heavy.has(name));
}
