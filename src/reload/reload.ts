import type { Logger } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { type Problem, ProblemsError } from "../errors/problems.ts";
import { type ChainOptions, createChain } from "../pipeline/chain.ts";
import type { Generations } from "../pipeline/generations.ts";
import type { Configuration } from "../registry/load-configuration.ts";
import type { Handler } from "../runtimes/handler.ts";
import { chooseConfigured, chooseDroppedIn, type ChosenHandlers, inOrder } from "./choose-handlers.ts";
import type { HandlerPool } from "./handler-pool.ts";
import { restartProblems } from "./restart-needed.ts";

/** What a reload works on. */
export interface ReloaderOptions {
  /** The configuration that is in force, and its handlers. */
  readonly configuration: Configuration;
  readonly handlers: ChosenHandlers;
  /** What of it could not be had. */
  readonly problems: readonly Problem[];
  readonly pool: HandlerPool;
  readonly generations: Generations;
  readonly chain: ChainOptions;
  /** Told of each configuration that comes into force. */
  readonly onConfiguration: (configuration: Configuration) => void;
  /** Hides these in what is written, from now on. */
  readonly learnSecrets: (secrets: readonly string[]) => void;
  readonly log: Logger;
}

/** What may ask for a reload. */
export type ReloadCause = "SIGHUP" | "files have changed";

/** How reloading stands. */
export interface ReloadStatus {
  /** Of the chain: 1 is the one that the host began with. */
  readonly generation: number;
  /** What of the last reload was not taken over; empty if all was. */
  readonly problems: readonly Problem[];
}

/** Takes over changes of the configuration and of plugins while the host runs. */
export class Reloader {
  readonly #options: ReloaderOptions;
  #configuration: Configuration;
  #handlers: ChosenHandlers;
  #problems: readonly Problem[] = [];
  #reloading: Promise<void> = Promise.resolve();

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
    this.#handlers = options.handlers;
    this.#tell(options.problems, true);
  }

  /** What is in force. */
  get configuration(): Configuration {
    return this.#configuration;
  }

  /** Resolves when no reload is under way. */
  settled(): Promise<void> {
    return this.#reloading;
  }

  status(): ReloadStatus {
    return { generation: this.#options.generations.number, problems: this.#problems };
  }

  /**
   * Takes over what has changed. What cannot be taken over is told, once while that stays so, again when a person asks; and
   * what was there before goes on. One after the other, never rejects.
   */
  reload(why: ReloadCause): Promise<void> {
    this.#reloading = this.#reloadAfter(this.#reloading, why);
    return this.#reloading;
  }

  async #reloadAfter(others: Promise<void>, why: ReloadCause): Promise<void> {
    await others;
    try {
      await this.#reload(why);
    } catch (error) {
      this.#options.log.error("reload failed", { error });
    }
  }

  async #reload(why: ReloadCause): Promise<void> {
    const { pool, generations } = this.#options;
    const read = await this.#read();
    const problems = [...read.problems];
    this.#options.learnSecrets(read.configuration.secrets);
    const choice = { pool, before: this.#handlers, whenReady: true };
    const configured = await chooseConfigured(read.configuration.handlers, choice);
    const isRefused = configured.handlers === undefined;
    const configuration = isRefused ? this.#configuration : read.configuration;
    const droppedIn = await chooseDroppedIn(configuration.readDropIns(), choice);
    problems.push(...configured.problems, ...droppedIn.problems);
    const chosen: ChosenHandlers = {
      configured: configured.handlers ?? this.#handlers.configured,
      droppedIn: droppedIn.handlers,
    };
    const failure = await this.#takeOver(configuration, chosen, why);
    if (failure !== undefined) problems.push(failure);
    await pool.closeAllBut(generations.handlers());
    this.#tell(problems, why === "SIGHUP");
  }

  /** What is asked for; what is in force if that cannot be had. */
  async #read(): Promise<{ readonly configuration: Configuration; readonly problems: readonly Problem[] }> {
    try {
      const configuration = await this.#configuration.readAgain();
      const problems = restartProblems(this.#configuration.config, configuration.config);
      return { configuration: problems.length === 0 ? configuration : this.#configuration, problems };
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      return { configuration: this.#configuration, problems: error.problems };
    }
  }

  /** Resolves with why it cannot be. */
  async #takeOver(
    configuration: Configuration,
    chosen: ChosenHandlers,
    why: ReloadCause,
  ): Promise<KwatchmanError | undefined> {
    const { generations, pool, log } = this.#options;
    const handlers = inOrder(chosen);
    const before = generations.current.handlers;
    try {
      const isSame = handlers.length === before.length && handlers.every((handler, index) => handler === before[index]);
      const chain = isSame ? undefined : await createChain(handlers, this.#options.chain);
      const isOther = JSON.stringify(configuration.config) !== JSON.stringify(this.#configuration.config);
      this.#configuration = configuration;
      this.#handlers = chosen;
      const replaced = chain && generations.replace(chain, () => pool.closeAllBut(generations.handlers()));
      this.#options.onConfiguration(configuration);
      await replaced;
      const facts = { why, generation: generations.number, ...difference(before, handlers) };
      if (chain !== undefined || isOther) log.info("reloaded", facts);
      else log.debug("nothing to reload", facts);
      return undefined;
    } catch (error) {
      if (error instanceof KwatchmanError) return error;
      throw error;
    }
  }

  /** Those told before are left out, unless a person asks. */
  #tell(problems: readonly Problem[], isAsked: boolean): void {
    const before = new Set(isAsked ? [] : this.#problems.map(({ message }) => message));
    this.#problems = problems;
    for (const { code, message, mend } of problems) {
      const error = new KwatchmanError(code, message, mend === undefined ? {} : { mend });
      if (!before.has(message)) this.#options.log.error("not taken over", { error });
    }
  }
}

/** The chain as it is now, and who joined it and left it; one that was replaced did both. */
function difference(before: readonly Handler[], now: readonly Handler[]): Readonly<Record<string, readonly string[]>> {
  const names = (handlers: readonly Handler[]): string[] => handlers.map(({ spec }) => spec.name);
  return {
    handlers: names(now),
    joined: names(now.filter((handler) => !before.includes(handler))),
    left: names(before.filter((handler) => !now.includes(handler))),
  };
}
