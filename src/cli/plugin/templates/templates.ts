import { bash, node, python } from "./executable.ts";
import { javascript } from "./javascript.ts";
import type { Template } from "./template.ts";
import { nodeReceiver, pythonReceiver } from "./webhook.ts";

type Maker = (name: string) => Template;

/** By runtime, and then by language; the first one of a runtime is the one that is meant if none is named. */
export const templates: Readonly<Record<string, Readonly<Record<string, Maker>>>> = {
  module: {
    ts: (name) => javascript(name, "module", "ts"),
    js: (name) => javascript(name, "module", "js"),
  },
  isolate: {
    js: (name) => javascript(name, "isolate", "js"),
    ts: (name) => javascript(name, "isolate", "ts"),
  },
  webhook: { node: nodeReceiver, python: pythonReceiver },
  exec: { bash, node, python },
};
