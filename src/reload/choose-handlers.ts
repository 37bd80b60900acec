import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { type Problem, ProblemsError } from "../errors/problems.ts";
import type { DropIn } from "../registry/drop-ins.ts";
import type { Configuration } from "../registry/load-configuration.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import type { Handler } from "../runtimes/handler.ts";
import type { HandlerPool } from "./handler-pool.ts";

/** The handlers of one generation. */
export interface ChosenHandlers {
  /** Those of the configuration file. */
  readonly configured: readonly Handler[];
  /** Those of the drop-in folder, which come after them, by name. */
  readonly droppedIn: ReadonlyMap<string, Handler>;
}

/** Before the first generation. */
const noHandlers: ChosenHandlers = { configured: [], droppedIn: new Map() };

/** Loads the first generation. Throws ProblemsError with each handler of the configuration file that cannot be loaded. */
export async function loadFirst(
  { handlers, readDropIns }: Pick<Configuration, "handlers" | "readDropIns">,
  pool: HandlerPool,
): Promise<{ readonly chosen: ChosenHandlers; readonly problems: readonly Problem[] }> {
  const choice = { pool, before: noHandlers, whenReady: false };
  const configured = await chooseConfigured(handlers, choice);
  if (configured.handlers === undefined) {
    await pool.closeAllBut(new Set());
    throw new ProblemsError(configured.problems);
  }
  const droppedIn = await chooseDroppedIn(readDropIns(), choice);
  return { chosen: { configured: configured.handlers, droppedIn: droppedIn.handlers }, problems: droppedIn.problems };
}

/** All of them, in the chain's order. */
export function inOrder({ configured, droppedIn }: ChosenHandlers): Handler[] {
  return [...configured, ...droppedIn.values()];
}

/** What is to be chosen from. */
export interface HandlerChoice {
  readonly pool: HandlerPool;
  /** The generation before. */
  readonly before: ChosenHandlers;
  /** Whether to wait until a new handler could be called. */
  readonly whenReady: boolean;
}

/**
 * Loads the handlers of the configuration file. One that only has other code than before, and cannot be loaded with it,
 * goes on with what it had. undefined if any other cannot be loaded: then nothing of the file can be taken over.
 */
export async function chooseConfigured(
  specs: readonly HandlerSpec[],
  { pool, before, whenReady }: HandlerChoice,
): Promise<{ readonly handlers: readonly Handler[] | undefined; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const spare = [...before.configured];
  const handlers = (await pool.take(specs, whenReady)).map((taken, index) => {
    if (!(taken instanceof KwatchmanError)) return taken;
    problems.push(taken);
    const asBefore = spare.findIndex(({ spec }) => JSON.stringify(spec) === JSON.stringify(specs[index]));
    return asBefore === -1 ? undefined : spare.splice(asBefore, 1)[0];
  });
  const complete = handlers.filter((handler) => handler !== undefined);
  return { handlers: complete.length === handlers.length ? complete : undefined, problems };
}

/** Loads the handlers of the drop-in folder. Where one is wrong or cannot be loaded, the one before goes on, if there was one. */
export async function chooseDroppedIn(
  dropIns: readonly DropIn[],
  { pool, before, whenReady }: HandlerChoice,
): Promise<{ readonly handlers: ReadonlyMap<string, Handler>; readonly problems: readonly Problem[] }> {
  const problems = dropIns.flatMap((dropIn) => dropIn.problems);
  const handlers = new Map<string, Handler>();
  const specs = dropIns.flatMap(({ spec }) => spec ?? []);
  const taken = new Map((await pool.take(specs, whenReady)).map((each, index) => [specs[index]?.name, each]));
  for (const { name } of dropIns) {
    const loaded = taken.get(name);
    if (loaded instanceof KwatchmanError) problems.push(loaded);
    const handler = loaded instanceof KwatchmanError || loaded === undefined ? before.droppedIn.get(name) : loaded;
    if (handler !== undefined) handlers.set(name, handler);
  }
  return { handlers, problems };
}
