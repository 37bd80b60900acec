import { Gauge, type Registry } from "prom-client";
import type { HostStatus } from "../host-status.ts";

/** Shows what the store keeps for users, and whether it can be written. */
export function createStoreMetrics(registry: Registry, status: () => HostStatus): void {
  const gauge = (name: string, help: string, read: (status: HostStatus) => number): void => {
    const collect = function (this: Gauge): void {
      this.set(read(status()));
    };
    void new Gauge({ name, help, registers: [registry], collect });
  };

  gauge("kwatchman_store_dead_letters", "Dead letters that are kept.", ({ deadLetters }) => deadLetters.count);
  gauge("kwatchman_store_oldest_dead_letter_age_seconds", "Since the oldest dead letter first failed.", (now) =>
    ageOf(now.deadLetters.oldestAt),
  );
  gauge("kwatchman_store_pending_writes", "Rows that wait to be written.", ({ store }) => store?.pendingWrites ?? 0);
  gauge("kwatchman_store_failing", "1 while the store cannot be written.", ({ store }) =>
    Number(store?.failure !== undefined),
  );
}

/** 0 if there is none; a clock that was set back makes none younger than that. */
function ageOf(since: number | undefined): number {
  return since === undefined ? 0 : Math.max(0, Date.now() - since) / 1000;
}
