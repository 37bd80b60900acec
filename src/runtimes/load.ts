import type { Logger } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { type Problem, ProblemsError } from "../errors/problems.ts";
import type { Handler, HandlerSpec } from "./handler.ts";
import { loadModule } from "./module.ts";

type Load = (spec: HandlerSpec, log: Logger) => Promise<Handler>;

const runtimes: Readonly<Record<HandlerSpec["runtime"], Load>> = {
  module: loadModule,
  isolate: refuse,
  webhook: refuse,
  exec: refuse,
};

/** Loads a handler in its plugin's runtime. Throws KW_PLUGIN_LOAD, or KW_NOT_BUILT for a runtime yet to come. */
export async function loadHandler(spec: HandlerSpec, log: Logger): Promise<Handler> {
  return runtimes[spec.runtime](spec, log);
}

async function refuse(spec: HandlerSpec): Promise<never> {
  const { name, plugin, runtime } = spec;
  throw new KwatchmanError(
    "KW_NOT_BUILT",
    `Expected plugin \`${plugin}\` of handler \`${name}\` to have runtime "module", got "${runtime}"`,
    { fields: { handler: name } },
  );
}

/** Loads all handlers. Rejects with one ProblemsError that names each that could not be loaded. */
export async function loadHandlers(
  specs: readonly HandlerSpec[],
  logOf: (spec: HandlerSpec) => Logger,
): Promise<Handler[]> {
  const handlers: Handler[] = [];
  const problems: Problem[] = [];
  for (const spec of specs) {
    try {
      handlers.push(await loadHandler(spec, logOf(spec)));
    } catch (error) {
      if (!(error instanceof KwatchmanError)) throw error;
      problems.push(error);
    }
  }
  if (problems.length === 0) return handlers;
  for (const handler of handlers) await handler.close();
  throw new ProblemsError(problems);
}
