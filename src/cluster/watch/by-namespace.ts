import type { Resource } from "../../../sdk/index.ts";
import type { ObservationSink } from "../../pipeline/observation.ts";
import type { ReflectorEnd } from "../reflector/reflector-options.ts";
import type { Reflector } from "../reflector/reflector.ts";

export const namespaceResource: Resource = Object.freeze({
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
});

/** How a resource is watched in each namespace that matches, where watching all of them at once is not allowed. */
export interface ByNamespaceOptions {
  readonly matches: (namespace: string) => boolean;
  /** Makes the reflector of the namespaces themselves. */
  readonly reflectNamespaces: (sink: ObservationSink) => Reflector;
  /** Makes the reflector of the resource in one namespace. */
  readonly reflectIn: (namespace: string, existedAtStart: boolean) => Reflector;
  /** Namespaces in which objects are known, there or not. */
  readonly knownNamespaces: () => readonly string[];
  /** Told of each reflector's beginning and end. */
  readonly onStart: (reflector: Reflector) => void;
  readonly onEnd: (reflector: Reflector) => void;
  readonly signal: AbortSignal;
}

interface OpenNamespace {
  readonly reflector: Reflector;
  readonly ended: Promise<void>;
  stop(): void;
}

/** Opens and closes a watch for each namespace as they come and go. Resolves with why it ended. */
export async function watchByNamespace(options: ByNamespaceOptions): Promise<ReflectorEnd> {
  const { matches, onStart, onEnd, signal } = options;
  const together = new AbortController();
  const each = AbortSignal.any([signal, together.signal]);
  const open = new Map<string, OpenNamespace>();
  let outcome: ReflectorEnd = "stopped";
  let failure: { readonly error: unknown } | undefined;

  /** Never rejects: whatever ends one reflector by itself ends all of them. */
  const run = async (reflector: Reflector, stopped: AbortSignal): Promise<void> => {
    onStart(reflector);
    try {
      const end = await reflector.run(stopped);
      if (end === "stopped") return;
      outcome = end;
    } catch (error) {
      failure ??= { error };
    } finally {
      onEnd(reflector);
    }
    together.abort();
  };
  const openNamespace = (name: string, existedAtStart: boolean) => {
    const controller = new AbortController();
    const reflector = options.reflectIn(name, existedAtStart);
    const ended = run(reflector, AbortSignal.any([each, controller.signal]));
    open.set(name, { reflector, ended, stop: () => controller.abort() });
  };
  const closeNamespace = async (name: string) => {
    const closing = open.get(name);
    if (closing === undefined) return;
    closing.stop();
    await closing.ended;
    open.delete(name);
    if (!each.aborted) await closing.reflector.reportRemoved(each);
  };
  /** What vanished while nobody watched, and its objects with it. */
  const reportVanished = async () => {
    const vanished = options.knownNamespaces().filter((name) => matches(name) && !open.has(name));
    for (const name of vanished) await options.reflectIn(name, false).reportRemoved(each);
  };
  const sink: ObservationSink = {
    observe({ name, state, initial }) {
      if (!matches(name)) return undefined;
      if (state === "gone") return closeNamespace(name);
      if (!open.has(name)) openNamespace(name, initial);
      return undefined;
    },
    async listed() {
      await reportVanished();
      await Promise.all([...open.values()].map(({ reflector, ended }) => Promise.race([reflector.synced, ended])));
    },
  };

  await run(options.reflectNamespaces(sink), each);
  await Promise.all([...open.values()].map(({ ended }) => ended));
  if (failure !== undefined) throw failure.error;
  return outcome;
}
