import type { ToSandbox } from "../../sandbox/protocol.ts";
import type { Occupant } from "./occupant.ts";
import { PluginFileError, PluginFiles } from "./plugin-files.ts";
import type { Tenant } from "./tenant.ts";

/** A plugin that the sandbox is loading, or has loaded. */
export class LoadInFlight implements Occupant {
  readonly tenant: Tenant;
  readonly isolate: number;
  readonly call = undefined;
  readonly event = "";
  isOver = false;
  readonly #files: PluginFiles;
  readonly #outcome = Promise.withResolvers<void>();

  constructor(tenant: Tenant, isolate: number) {
    this.tenant = tenant;
    this.isolate = isolate;
    this.#files = new PluginFiles(tenant.spec.directory);
    // Whoever calls asks again; until somebody does, nobody has to know.
    this.#outcome.promise.catch(() => {});
  }

  get outcome(): Promise<void> {
    return this.#outcome.promise;
  }

  succeed(): void {
    this.isOver = true;
    this.tenant.loaded();
    this.#outcome.resolve();
  }

  fail(error: unknown): void {
    this.isOver = true;
    this.#outcome.reject(error);
  }

  /** Reads the entry and has it loaded. Rejects with PluginFileError. */
  async begin(cpuMs: number, send: (message: ToSandbox) => void): Promise<void> {
    const { spec, facts } = this.tenant;
    const entry = await this.#files.entry(spec.entry);
    const { memoryBytes } = spec.limits;
    send({ type: "load", isolate: this.isolate, memoryBytes, cpuMs, facts, ...entry });
  }

  /** Hands over a file that another imports, or says why not. */
  async find(request: number, specifier: string, from: string, send: (message: ToSandbox) => void): Promise<void> {
    try {
      send({ type: "module", request, ...(await this.#files.find(specifier, from)) });
    } catch (error) {
      if (!(error instanceof PluginFileError)) throw error;
      const { message, place } = error;
      send({ type: "noModule", request, message, ...(place === undefined ? {} : { place }) });
    }
  }
}
