import type ivm from "isolated-vm";
import { options } from "./native.ts";
import type { Program } from "./program.ts";

/** The bootstrap inside an isolate, before any of the plugin's code has run. */
export interface GuestProgram {
  /** To be imported by what the sandbox adds; it is not among what a plugin may import. */
  readonly module: ivm.Module;
  /** The one way in: its arguments are strings, and it returns nothing. */
  readonly receive: ivm.Reference<(what: string, id: string, first: string, second: string) => void>;
}

const byReference = options({ reference: true } as const);

/** Runs the bootstrap in a new context, and gives it its one way out. */
export function startGuest(
  isolate: ivm.Isolate,
  context: ivm.Context,
  { guest, sources }: Program,
  crossing: ivm.Callback<(text: unknown) => string>,
  facts: string,
): GuestProgram {
  const modules = new Map<string, ivm.Module>();
  const urls = new Map<ivm.Module, string>();
  const compile = (url: string): ivm.Module => {
    const known = modules.get(url);
    if (known !== undefined) return known;
    const source = sources[url];
    if (source === undefined) throw new TypeError(`Expected ${url} to be among the guest's files`);
    const module = isolate.compileModuleSync(source, options({ filename: `kwatchman:${url.split("/").at(-1)}` }));
    modules.set(url, module);
    urls.set(module, url);
    return module;
  };
  const module = compile(guest);
  module.instantiateSync(context, (specifier, from) => compile(new URL(specifier, urls.get(from)).href));
  module.evaluateSync();
  const { namespace } = module;
  const start = namespace.getSync("start", byReference);
  start.applySync(undefined, [crossing, facts]);
  return { module, receive: namespace.getSync("receive", byReference) as GuestProgram["receive"] };
}
