import type ivm from "isolated-vm";
import { limits } from "./limits.ts";
import { options } from "./native.ts";
import { PluginError } from "./plugin-error.ts";

/** A file of a plugin: its name within the plugin's folder, and its text as JavaScript. */
export interface PluginFile {
  readonly file: string;
  readonly source: string;
}

/** What linking a plugin's files takes. */
export interface LinkOptions {
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  /** What may be imported beside the plugin's own files. */
  readonly builtIns: ReadonlyMap<string, ivm.Module>;
  /** Finds what a file imports. Rejects with a PluginError that says why it may not. */
  find(specifier: string, from: string): Promise<PluginFile>;
}

interface Compiled extends PluginFile {
  readonly module: ivm.Module;
  readonly imports: Map<string, ivm.Module>;
}

/** Compiles a plugin's entry and all that it imports, and links them. Throws PluginError with the author's line. */
export async function linkPlugin(entry: PluginFile, link: LinkOptions): Promise<ivm.Module> {
  const files = new Map<string, Compiled>();
  const first = await compile(entry, link, files);
  const byModule = new Map([...files.values()].map((one) => [one.module, one]));
  // Those that are imported come first: so it is known in which file an import goes wrong.
  for (const one of [...files.values()].reverse()) {
    try {
      await one.module.instantiate(link.context, (specifier, from) => {
        const found = byModule.get(from)?.imports.get(specifier);
        if (found === undefined) throw new TypeError(`Expected ${specifier} to have been found`);
        return found;
      });
    } catch (error) {
      throw importError(error, one, files);
    }
  }
  return first.module;
}

async function compile(file: PluginFile, link: LinkOptions, files: Map<string, Compiled>): Promise<Compiled> {
  if (files.size >= limits.files) throw new PluginError(`A plugin may have at most ${limits.files} files`);
  const compiled = { ...file, module: await compileFile(file, link.isolate), imports: new Map<string, ivm.Module>() };
  files.set(file.file, compiled);
  for (const specifier of compiled.module.dependencySpecifiers) {
    compiled.imports.set(specifier, await resolve(specifier, compiled, link, files));
  }
  return compiled;
}

async function resolve(
  specifier: string,
  from: Compiled,
  link: LinkOptions,
  files: Map<string, Compiled>,
): Promise<ivm.Module> {
  const builtIn = link.builtIns.get(specifier);
  if (builtIn !== undefined) return builtIn;
  let found: PluginFile;
  try {
    found = await link.find(specifier, from.file);
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    throw new PluginError(error.message, error.place ?? placeOf(specifier, from), error.name);
  }
  const known = files.get(found.file) ?? (await compile(found, link, files));
  return known.module;
}

async function compileFile({ file, source }: PluginFile, isolate: ivm.Isolate): Promise<ivm.Module> {
  try {
    return await isolate.compileModule(source, options({ filename: file }));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8's place stands at the end of the message.
    const [, message = error.message, place] = /^(.*) \[(.+:\d+:\d+)\]$/s.exec(error.message) ?? [];
    throw new PluginError(message, place, "SyntaxError");
  }
}

/** V8 says what is not exported, but not who asked for it. */
function importError(error: unknown, tried: Compiled, files: ReadonlyMap<string, Compiled>): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const [, specifier = ""] = /requested module '(.+?)'/.exec(error.message) ?? [];
  const importer = [tried, ...files.values()].find(({ imports }) => imports.has(specifier));
  return new PluginError(error.message, importer && placeOf(specifier, importer), "SyntaxError");
}

/** Where a file names what it imports, as "file:line:column". */
function placeOf(specifier: string, { file, source }: PluginFile): string {
  const quoted = [`"${specifier}"`, `'${specifier}'`].map((text) => source.indexOf(text));
  const at = Math.min(...quoted.filter((index) => index !== -1));
  if (at === Number.POSITIVE_INFINITY) return file;
  const before = source.slice(0, at).split("\n");
  return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
