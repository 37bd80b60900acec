import type { Logger } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { closeHandlers } from "../pipeline/chain.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import type { Handler } from "../runtimes/handler.ts";
import type { Runtimes } from "../runtimes/runtimes.ts";
import { fingerprint } from "./fingerprint.ts";

export interface HandlerPoolOptions {
  readonly runtimes: Runtimes;
  readonly logOf: (spec: HandlerSpec) => Logger;
  readonly log: Logger;
}

/** How long a plugin may take to get ready before the one in its place goes on, in milliseconds. */
const readyWithinMs = 15_000;

/**
 * The loaded handlers, by what they are: one whose settings and code are as before is the same handler, unless it was
 * switched off.
 */
export class HandlerPool {
  readonly #options: HandlerPoolOptions;
  readonly #loaded = new Map<string | symbol, Handler>();
  /** Of modules, when they were imported: Node keeps their code until the process ends. */
  readonly #imported = new Map<string, string>();
  /** The modules that were said to have changed, with what they changed to. */
  readonly #told = new Map<string, string>();

  constructor(options: HandlerPoolOptions) {
    this.#options = options;
  }

  /**
   * The handler of each spec, loaded if there is none like it yet. Two that are alike are two handlers.
   *
   * @param whenReady whether to wait until a new one could be called
   * @returns in the order given; an error where one could not be loaded
   */
  async take(specs: readonly HandlerSpec[], whenReady: boolean): Promise<(Handler | KwatchmanError)[]> {
    const taken: (Handler | KwatchmanError)[] = [];
    const seen = new Map<string, number>();
    for (const spec of specs) {
      const like = JSON.stringify([spec, this.#codeOf(spec)]);
      const before = seen.get(like) ?? 0;
      seen.set(like, before + 1);
      taken.push(await this.#takeOne(`${before} ${like}`, spec, whenReady));
    }
    return taken;
  }

  /** Closes the handlers that no chain has any more, the one loaded last first. Never rejects. */
  async closeAllBut(used: ReadonlySet<Handler>): Promise<void> {
    const unused = [...this.#loaded].filter(([, handler]) => !used.has(handler));
    for (const [key] of unused) this.#loaded.delete(key);
    await closeHandlers(unused.map(([, handler]) => handler));
  }

  async #takeOne(key: string, spec: HandlerSpec, whenReady: boolean): Promise<Handler | KwatchmanError> {
    const known = this.#loaded.get(key);
    if (known !== undefined && known.switchedOff?.() === undefined) return known;
    try {
      const handler = await this.#options.runtimes.load(spec, this.#options.logOf(spec));
      if (whenReady) await this.#awaitReady(handler);
      // What was switched off is closed with the last chain that has it.
      if (known !== undefined) this.#loaded.set(Symbol(spec.name), known);
      this.#loaded.set(key, handler);
      return handler;
    } catch (error) {
      if (error instanceof KwatchmanError) return error;
      throw error;
    }
  }

  /** A webhook that cannot be reached now may be later: its handler joins all the same. */
  async #awaitReady(handler: Handler): Promise<void> {
    try {
      await handler.ready?.(AbortSignal.timeout(readyWithinMs));
    } catch (error) {
      if (handler.spec.runtime === "webhook") {
        handler.log.warn("not ready yet", { error });
        return;
      }
      await closeHandlers([handler]);
      throw error;
    }
  }

  #codeOf(spec: HandlerSpec): string {
    const found = fingerprint(spec.sources);
    if (spec.runtime !== "module") return found;
    const imported = this.#imported.get(spec.entry);
    if (imported === undefined) this.#imported.set(spec.entry, found);
    else if (imported !== found) this.#tellOldCode(spec.entry, found, spec);
    return imported ?? found;
  }

  #tellOldCode(entry: string, found: string, { name, plugin }: HandlerSpec): void {
    if (this.#told.get(entry) === found) return;
    this.#told.set(entry, found);
    this.#options.log.warn("module changed, its old code runs until a restart", { handler: name, plugin, file: entry });
  }
}
