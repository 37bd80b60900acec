import type { HandlerContext, Logger } from "../plugin.ts";

/** What a handler is given beside the event: its settings, a first attempt, and a log that goes nowhere unless given. */
export function callContext<Settings>(
  settings: Settings,
  given: Partial<HandlerContext<Settings>> = {},
): HandlerContext<Settings> {
  return {
    handler: "under-test",
    settings,
    attempt: 1,
    deadline: "2026-11-22T07:00:10.000Z",
    signal: new AbortController().signal,
    log: silent,
    ...given,
  };
}

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
