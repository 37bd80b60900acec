import type { Logger } from "../../sdk/index.ts";
import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";

/** What an outage is told with. */
export interface OutageLogOptions {
  readonly log: Logger;
  readonly clock: Clock;
  /** Ends the waiting for others. */
  readonly signal: AbortSignal;
}

/** One watch among those that an outage may hit. */
export interface OutageMember {
  /** Whether it is hit now. */
  readonly isHit: boolean;
  /** It fails by what is not its own, such as a server that is gone. */
  fail(reason: string): void;
  /** It watches again, since that time. */
  recover(at: number): void;
  /** It has ended, or fails for a reason of its own. */
  leave(): void;
}

/** All watches notice that a server is gone within that time, in milliseconds. */
const GATHER_MS = 1000;

/** When the first watches again, all do within that time, unless they fail for more than the outage. */
const SETTLE_MS = 40_000;

/** How one of them is hit, or was. */
interface Hit {
  /** As the configuration has it. */
  readonly resource: string;
  readonly reason: string;
  readonly since: number;
}

/**
 * Tells an outage once for the whole host, with the resources it hits: when it begins, when its reason changes and when it
 * is over. A resource that goes on failing when the others are well holds nothing up.
 */
export class OutageLog {
  readonly #options: OutageLogOptions;
  readonly #hit = new Map<object, Hit>();
  /** Well again, and that is not told yet. */
  readonly #recovered = new Map<object, Hit>();
  readonly #told = new Set<string>();
  /** Reasons to be told when the others have noticed, too; the newest last. */
  readonly #untold = new Set<string>();
  #isGathering = false;
  #isSettling = false;
  #recoveredAt = 0;

  constructor(options: OutageLogOptions) {
    this.#options = options;
  }

  /** @param resource as the configuration has it */
  join(resource: string): OutageMember {
    const member = {};
    const hit = this.#hit;
    return {
      get isHit() {
        return hit.has(member);
      },
      fail: (reason) => this.#fail(member, resource, reason),
      recover: (at) => this.#recover(member, at),
      leave: () => this.#leave(member),
    };
  }

  #fail(member: object, resource: string, reason: string): void {
    const before = this.#hit.get(member) ?? this.#recovered.get(member);
    this.#recovered.delete(member);
    this.#hit.set(member, { resource, reason, since: before?.since ?? this.#options.clock.now() });
    if (this.#told.has(reason)) return;
    this.#untold.delete(reason);
    this.#untold.add(reason);
    void this.#gather();
  }

  #recover(member: object, at: number): void {
    const hit = this.#hit.get(member);
    if (hit === undefined) return;
    this.#hit.delete(member);
    this.#recovered.set(member, hit);
    this.#recoveredAt = at;
    if (this.#hit.size === 0) this.#tellEnd();
    else void this.#settle();
  }

  #leave(member: object): void {
    this.#hit.delete(member);
    this.#recovered.delete(member);
    if (this.#hit.size === 0) this.#tellEnd();
  }

  async #gather(): Promise<void> {
    if (this.#isGathering) return;
    this.#isGathering = true;
    await pause(GATHER_MS, this.#options.signal, this.#options.clock);
    this.#isGathering = false;
    this.#tellReason();
  }

  async #settle(): Promise<void> {
    if (this.#isSettling) return;
    this.#isSettling = true;
    await pause(SETTLE_MS, this.#options.signal, this.#options.clock);
    this.#isSettling = false;
    this.#tellEnd();
  }

  #tellReason(): void {
    const reason = [...this.#untold].at(-1);
    const hit = [...this.#hit.values(), ...this.#recovered.values()].filter((each) => this.#untold.has(each.reason));
    for (const each of this.#untold) this.#told.add(each);
    this.#untold.clear();
    if (hit.length > 0) this.#say("warn", "failing", { reason, resources: namesOf(hit) });
  }

  #tellEnd(): void {
    this.#tellReason();
    const recovered = [...this.#recovered.values()];
    const since = Math.min(...recovered.map((each) => each.since));
    const seconds = (this.#recoveredAt - since) / 1000;
    if (recovered.length > 0) this.#say("info", "watching again", { resources: namesOf(recovered), seconds });
    this.#recovered.clear();
    // What still fails has been told; whatever comes next is another outage.
    this.#told.clear();
    for (const { reason } of this.#hit.values()) this.#told.add(reason);
  }

  #say(level: "info" | "warn", message: string, fields: Readonly<Record<string, unknown>>): void {
    const { log, signal } = this.#options;
    if (!signal.aborted) log[level](message, fields);
  }
}

/** Each once: two entries may have the same kind, and an entry many watches. */
function namesOf(hit: readonly Hit[]): string[] {
  return [...new Set(hit.map(({ resource }) => resource))].toSorted();
}
