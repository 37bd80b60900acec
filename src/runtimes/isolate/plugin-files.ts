import { readFile, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { limits } from "../../sandbox/limits.ts";
import type { PluginFile } from "../../sandbox/plugin-modules.ts";
import { stripTypes, TypeScriptMistake } from "./strip-types.ts";

/** Why a file cannot be had, in words; with its place if it is there and wrong. */
export class PluginFileError extends Error {
  /** "file:line:column" within the plugin's folder. */
  readonly place: string | undefined;

  constructor(message: string, place?: string) {
    super(message);
    this.place = place;
  }
}

/** The files of a plugin's folder: what lies elsewhere is not to be had, by whatever path or link. */
export class PluginFiles {
  readonly #directory: string;
  #length = 0;

  /** @param directory the plugin's folder, absolute */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The entry, by its absolute path. Rejects with PluginFileError. */
  async entry(path: string): Promise<PluginFile> {
    const inside = relative(this.#directory, path);
    return this.#read(join(await realpath(this.#directory), inside), inside);
  }

  /** What a file imports. Rejects with PluginFileError. */
  async find(specifier: string, from: string): Promise<PluginFile> {
    if (!/^\.{1,2}\//.test(specifier)) {
      throw new PluginFileError(
        `"${specifier}" cannot be imported: an isolate has the files of its folder, by relative paths, and "kwatchman/sdk"`,
      );
    }
    return this.#read(resolve(await realpath(this.#directory), dirname(from), specifier), specifier);
  }

  async #read(path: string, specifier: string): Promise<PluginFile> {
    const folder = await realpath(this.#directory);
    // Of what lies outside not even whether it is there is told.
    refuseOutside(path, folder, specifier);
    const real = await whereIs(path, specifier);
    refuseOutside(real, folder, specifier);
    const file = relative(folder, real);
    if (!/\.(?:[jt]s|mjs)$/.test(file))
      throw new PluginFileError(`"${specifier}" is neither JavaScript nor TypeScript`);
    const text = await readText(join(folder, file), specifier);
    this.#length += text.length;
    if (this.#length > limits.sourceLength) {
      throw new PluginFileError(`The files of a plugin may have at most ${limits.sourceLength} characters together`);
    }
    return { file, source: file.endsWith(".ts") ? withoutTypes(text, file) : text };
  }
}

function refuseOutside(path: string, folder: string, specifier: string): void {
  if (!path.startsWith(folder + sep)) throw new PluginFileError(`"${specifier}" lies outside the plugin's folder`);
}

async function whereIs(path: string, specifier: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    throw new PluginFileError(`"${specifier}" is not there: imports need the file's whole name`);
  }
}

async function readText(path: string, specifier: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new PluginFileError(
      `"${specifier}" cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function withoutTypes(text: string, file: string): string {
  try {
    return stripTypes(text);
  } catch (error) {
    if (!(error instanceof TypeScriptMistake)) throw error;
    throw new PluginFileError(error.message, `${file}:${error.position}`);
  }
}
