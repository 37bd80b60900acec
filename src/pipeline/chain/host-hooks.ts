import { AsyncSeriesHook, SyncHook, type FullTap, type HookInterceptor } from "tapable";
import type { HostHooks, Logger } from "../../../sdk/index.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { callWithin } from "../time-limit.ts";

type Report = (error: unknown) => void;

/** How long the host waits for one tapped function, in milliseconds. */
const patienceMs = 10_000;

/** The hooks of one generation of the chain. What a tapped function throws is logged, never passed on. */
export function createHostHooks(log: Logger): HostHooks {
  const sync = <Fact>(name: string): SyncHook<[Fact]> => {
    const hook = new SyncHook<[Fact]>(["fact"], name);
    hook.intercept(guard(name, log, guardSync));
    return hook;
  };
  const series = <Fact>(name: string): AsyncSeriesHook<[Fact]> => {
    const hook = new AsyncSeriesHook<[Fact]>(["fact"], name);
    hook.intercept(guard(name, log, guardAsync));
    return hook;
  };
  return {
    start: series("start"),
    synced: sync("synced"),
    event: sync("event"),
    retry: sync("retry"),
    deadLetter: sync("deadLetter"),
    reload: series("reload"),
    stop: series("stop"),
  };
}

function guard<Fact>(
  hook: string,
  log: Logger,
  guardTap: (tap: FullTap, report: Report) => FullTap,
): HookInterceptor<[Fact], void> {
  return {
    name: "guard",
    register: (tap) =>
      guardTap(tap, (cause) => {
        const error = new KwatchmanError("KW_HOOK_FAILED", `What \`${tap.name}\` tapped into \`${hook}\` failed`, {
          cause,
        });
        log.error("hook failed", { hook, tap: tap.name, error });
      }),
  };
}

function guardSync(tap: FullTap, report: Report): FullTap {
  const fn = (fact: unknown): void => {
    try {
      const returned: unknown = tap.fn(fact);
      // An async function tapped into a sync hook: nobody waits for it, but its rejection must not end the host.
      if (returned instanceof Promise) returned.catch(report);
    } catch (error) {
      report(error);
    }
  };
  return { ...tap, fn };
}

function guardAsync(tap: FullTap, report: Report): FullTap {
  const fn = async (fact: unknown): Promise<void> => {
    try {
      await callWithin(patienceMs, new AbortController().signal, () => callTapped(tap, fact));
    } catch (error) {
      report(error);
    }
  };
  return { ...tap, type: "promise", fn };
}

async function callTapped({ type, fn }: FullTap, fact: unknown): Promise<unknown> {
  if (type !== "async") return await fn(fact);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  fn(fact, (error?: Error | null) => {
    if (error) reject(error);
    else resolve();
  });
  return promise;
}
