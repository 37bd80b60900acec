import type { Handler } from "../runtimes/handler.ts";

/** A handler that events pass over until a reload. */
export interface SwitchedOff {
  readonly handler: string;
  /** What switched it off. */
  readonly reason: string;
}

/** Those of these handlers that are switched off. */
export function switchedOffOf(handlers: readonly Pick<Handler, "spec" | "switchedOff">[]): SwitchedOff[] {
  return handlers.flatMap((handler) => {
    const reason = handler.switchedOff?.();
    return reason === undefined ? [] : [{ handler: handler.spec.name, reason }];
  });
}
