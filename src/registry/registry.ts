import { dirname } from "node:path";
import type { Manifest } from "../../sdk/manifest.ts";
import type { Table } from "../config/document/plain-tree.ts";
import { type Problem, ProblemsError } from "../errors/problems.ts";
import { builtInDirectory, findPlugins } from "./find-plugins.ts";
import { readManifest } from "./read-manifest.ts";
import { settingsSchema } from "./settings-schema.ts";

/** A plugin whose manifest is right. */
export interface RegisteredPlugin {
  /** Absolute. */
  readonly directory: string;
  /** Files and folders that hold its code; none of a built-in one. */
  readonly sources: readonly string[];
  readonly manifest: Manifest;
  /** The JSON Schema of its settings. */
  readonly settingsSchema: Table;
}

/** The plugins that handlers may name. A manifest is read when its plugin is first asked for, and once. */
export class Registry {
  readonly #directories: ReadonlyMap<string, string>;
  readonly #plugins = new Map<string, RegisteredPlugin | undefined>();
  /** The mistakes of the manifests read so far. */
  readonly problems: Problem[] = [];

  /** @param directories folders of plugins, searched in this order */
  constructor(directories: readonly string[]) {
    this.#directories = findPlugins(directories);
  }

  get names(): readonly string[] {
    return [...this.#directories.keys()];
  }

  has(name: string): boolean {
    return this.#directories.has(name);
  }

  /** The plugin of that name; undefined if there is none or its manifest is wrong. */
  get(name: string): RegisteredPlugin | undefined {
    const directory = this.#directories.get(name);
    if (directory !== undefined && !this.#plugins.has(name)) this.#plugins.set(name, this.#register(directory));
    return this.#plugins.get(name);
  }

  #register(directory: string): RegisteredPlugin | undefined {
    try {
      const manifest = readManifest(directory);
      const sources = dirname(directory) === builtInDirectory ? [] : [directory];
      return { directory, sources, manifest, settingsSchema: settingsSchema(manifest) };
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      this.problems.push(...error.problems);
      return undefined;
    }
  }
}
