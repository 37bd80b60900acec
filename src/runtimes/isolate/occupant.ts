import type { Loss } from "../../sandbox/protocol.ts";
import type { Tenant } from "./tenant.ts";

/** A call that is under way in a sandbox, or the loading of a plugin. */
export interface Occupant {
  readonly tenant: Tenant;
  readonly isolate: number;
  /** undefined while the plugin is loaded. */
  readonly call: number | undefined;
  /** The event's id; "" while the plugin is loaded. */
  readonly event: string;
  fail(error: unknown): void;
}

/** A handler, and the event that it had. */
export type Accused = Pick<Occupant, "tenant" | "event">;

/** Who may have brought a sandbox down. */
export interface Verdict {
  /** It did. */
  readonly culprit: Accused | undefined;
  /** One of these did: each is tried again where nobody else is. */
  readonly suspects: readonly Accused[];
}

/**
 * Whoever the sandbox named with its last words did it; else whoever was alone in it; else nobody knows.
 *
 * @param evicted by isolate: who broke a limit before, and may not have stopped
 */
export function judge(
  occupants: readonly Occupant[],
  lastWords: Loss | undefined,
  evicted: ReadonlyMap<number, Accused>,
): Verdict {
  if (lastWords !== undefined) {
    const { isolate, call } = lastWords;
    const named = occupants.find((one) => one.isolate === isolate && one.call === call);
    return { culprit: named ?? evicted.get(isolate), suspects: [] };
  }
  if (occupants.length === 1) return { culprit: occupants[0], suspects: [] };
  return { culprit: undefined, suspects: occupants };
}
