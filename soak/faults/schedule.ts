import { between, seededRandom, shuffle } from "../random.ts";

/** What is done to the server and the network. */
export const faultKinds = [
  /** SIGKILL, some time without a server, restart. */
  "kill",
  /** The same, and etcd has forgotten what was before the restart: a list has to tell what was missed. */
  "killAndCompact",
  /** SIGSTOP: connections stay open, nothing answers. */
  "freeze",
  /** etcd forgets, and connections break. */
  "compact",
  /** Connections break, once. */
  "cut",
  /** Connections break, and nobody listens. */
  "refuse",
  /** The network swallows all bytes; the connections of that time stay silent for ever. */
  "halfOpen",
  /** Connections break, and requests get 429 with Retry-After. */
  "tooManyRequests",
  /** Connections break, and requests get 500. */
  "serverError",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** One fault of the schedule. Durations in milliseconds. */
export interface Fault {
  readonly kind: FaultKind;
  /** Peace before it. */
  readonly afterMs: number;
  readonly lastsMs: number;
}

/** Faults without end, as the seed decides: each kind once in a round, in any order. */
export function* scheduleFaults(
  seed: string,
  kinds: readonly FaultKind[],
  { longestFaultMs, peaceMs }: { readonly longestFaultMs: number; readonly peaceMs: number },
): Generator<Fault> {
  const random = seededRandom(seed, "faults");
  for (;;) {
    for (const kind of shuffle(random, kinds)) {
      yield {
        kind,
        afterMs: between(random, 0, 2 * peaceMs),
        lastsMs: between(random, longestFaultMs / 10, longestFaultMs),
      };
    }
  }
}
