import type { Logger } from "../../sdk/index.ts";
import { limits } from "../sandbox/limits.ts";
import type { Clock, Random } from "../time/clock.ts";
import { CallFailure } from "./call-failure.ts";
import type { IsolateSpec } from "./handler-spec.ts";
import type { Call, Handler } from "./handler.ts";
import { findNativeModule } from "./isolate/native-module.ts";
import { Sandboxes } from "./isolate/sandboxes.ts";
import { Tenant } from "./isolate/tenant.ts";

/** What isolates work with. */
export interface IsolatesOptions {
  /** The host's own log. */
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** All handlers of the isolate runtime: each in an isolate of its own, all of these in one process beside the host. */
export interface Isolates {
  /**
   * Throws KW_ISOLATE_UNAVAILABLE if there is nothing to run isolates in. Whether the plugin itself can be loaded, the
   * handler's `ready` tells, and its calls.
   */
  load(spec: IsolateSpec, log: Logger): Handler;
  /** Ends the process. */
  close(): Promise<void>;
}

/** No process is started before a handler needs it. */
export function openIsolates(options: IsolatesOptions): Isolates {
  let sandboxes: Sandboxes | undefined;
  return {
    load(spec, log) {
      sandboxes ??= openSandboxes(options);
      return loadIsolate(new Tenant(spec, log, options.clock), sandboxes, options.log);
    },
    async close() {
      await sandboxes?.close();
    },
  };
}

function openSandboxes(options: IsolatesOptions): Sandboxes {
  const nativeFile = findNativeModule();
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < firstToDenyNetwork) {
    const message = "this Node does not deny its sandbox the network, as a second wall around isolates; Node 26 does";
    options.log.warn(message, { node: process.versions.node });
  }
  return new Sandboxes({ ...options, nativeFile });
}

const firstToDenyNetwork = 25;

function loadIsolate(tenant: Tenant, sandboxes: Sandboxes, hostLog: Logger): Handler {
  const { spec, log } = tenant;
  const unloaded = new AbortController();
  void loadEarly(tenant, sandboxes, unloaded.signal, hostLog);
  return {
    spec,
    log,
    async call(call) {
      refuseLarge(call);
      return sandboxes.call(tenant, call);
    },
    ready: (signal) => sandboxes.load(tenant, signal),
    async close() {
      unloaded.abort(new Error("The handler is closed"));
      sandboxes.unload(tenant);
      await tenant.fetch.close();
    },
  };
}

/** Before the first event, so that a plugin that is wrong is told of at the start. */
async function loadEarly(tenant: Tenant, sandboxes: Sandboxes, signal: AbortSignal, log: Logger): Promise<void> {
  try {
    await sandboxes.load(tenant, signal);
  } catch (error) {
    if (!signal.aborted) log.error("a plugin could not be loaded", { handler: tenant.spec.name, error });
  }
}

/** Another attempt would find it as large. */
function refuseLarge({ event: { json } }: Call): void {
  if (json.length <= limits.eventLength) return;
  const expected = `Expected an event of at most ${limits.eventLength} characters for an isolate`;
  throw new CallFailure("KW_ISOLATE_LIMIT", `${expected}, got ${json.length}`, { retryable: false });
}
