import { limits } from "../../sandbox/limits.ts";
import type { ToSandbox } from "../../sandbox/protocol.ts";
import { fileFailure } from "./failures.ts";
import type { Occupant } from "./occupant.ts";
import { PluginFileError, PluginFiles } from "./plugin-files.ts";
import type { Tenant } from "./tenant.ts";

/** A plugin that the sandbox is loading, or has loaded. */
export class LoadInFlight implements Occupant {
  readonly tenant: Tenant;
  readonly isolate: number;
  readonly call = undefined;
  readonly event = "";
  readonly #files: PluginFiles;
  readonly #send: (message: ToSandbox) => void;
  readonly #outcome = Promise.withResolvers<void>();
  #isOver = false;

  constructor(tenant: Tenant, isolate: number, send: (message: ToSandbox) => void) {
    this.tenant = tenant;
    this.isolate = isolate;
    this.#files = new PluginFiles(tenant.spec.directory);
    this.#send = send;
    // Whoever calls asks again; until somebody does, nobody has to know.
    this.#outcome.promise.catch(() => {});
  }

  /** The plugin is loaded, or could not be. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get outcome(): Promise<void> {
    return this.#outcome.promise;
  }

  succeed(): void {
    this.#isOver = true;
    this.tenant.loaded();
    this.#outcome.resolve();
  }

  fail(error: unknown): void {
    this.#isOver = true;
    this.#outcome.reject(error);
  }

  /** Reads the entry and has it loaded. Rejects with KW_PLUGIN_LOAD. */
  async begin(): Promise<void> {
    const { isolate, tenant } = this;
    const { memoryBytes, cpuMs } = tenant.spec.limits;
    try {
      const entry = await this.#files.entry(tenant.spec.entry);
      const bounds = { memoryBytes, cpuMs: Math.max(limits.loadCpuMs, cpuMs) };
      this.#send({ type: "load", isolate, ...bounds, facts: tenant.facts, ...entry });
    } catch (error) {
      throw error instanceof PluginFileError ? fileFailure(tenant.spec, error) : error;
    }
  }

  /** Hands over a file that another imports, or says why not. */
  async find(request: number, specifier: string, from: string): Promise<void> {
    try {
      this.#send({ type: "module", request, ...(await this.#files.find(specifier, from)) });
    } catch (error) {
      if (!(error instanceof PluginFileError)) throw error;
      const { message, place } = error;
      this.#send({ type: "noModule", request, message, ...(place === undefined ? {} : { place }) });
    }
  }
}
