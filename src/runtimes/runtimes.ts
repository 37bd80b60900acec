import type { Logger } from "../../sdk/index.ts";
import type { Clock, Random } from "../time/clock.ts";
import { loadExec } from "./exec.ts";
import { Processes } from "./exec/processes/processes.ts";
import type { HandlerSpec } from "./handler-spec.ts";
import type { Handler } from "./handler.ts";
import type { Isolates } from "./isolate.ts";
import { loadModule } from "./module.ts";

/** What runtimes work with. */
export interface RuntimesOptions {
  /** The host's own log. */
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** Loads handlers, each in its plugin's runtime, and holds what they share. */
export interface Runtimes {
  /** Throws KW_PLUGIN_LOAD when a module cannot be imported; what runs elsewhere goes on loading while the host runs. */
  load(spec: HandlerSpec, log: Logger): Promise<Handler>;
  /** Lets go of what the handlers shared, when the last of them is closed. */
  close(): Promise<void>;
}

/** Nothing is started or imported before a handler needs it. */
export function openRuntimes(options: RuntimesOptions): Runtimes {
  const processes = new Processes(options.log, options.clock);
  let isolates: Isolates | undefined;
  return {
    async load(spec, log) {
      switch (spec.runtime) {
        case "module":
          return loadModule(spec, log);
        case "webhook":
          return (await import("./webhook.ts")).loadWebhook(spec, log, options.clock);
        case "isolate":
          isolates ??= (await import("./isolate.ts")).openIsolates(options);
          return isolates.load(spec, log);
        case "exec":
          return loadExec(spec, log, { ...options, processes });
      }
    },
    async close() {
      await isolates?.close();
      await processes.close();
    },
  };
}
