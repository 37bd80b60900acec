import { setTimeout as pause } from "node:timers/promises";
import { InterruptedCall } from "../../../src/runtimes/interrupted-call.ts";
import type { IsolateHost } from "./isolate-host.ts";

/** Another handler, whose events keep coming while a plugin does its worst. */
export interface Witness {
  /** How many of its events have been handled. */
  handled(): number;
  /** What its events failed with; an interrupted call is made again, as the host does. */
  readonly failures: readonly unknown[];
  stop(): Promise<void>;
}

export async function callWitness(host: IsolateHost): Promise<Witness> {
  const { call, ready } = await host.plugin(
    "witness",
    "export default { handle: ({ subject }) => ({ reason: subject }) };",
  );
  await ready();
  const failures: unknown[] = [];
  let handled = 0;
  const over = new AbortController();

  async function callOnce(): Promise<void> {
    try {
      const answer = await call();
      if (JSON.stringify(answer) !== '{"reason":"shop/web"}') failures.push(answer);
      handled += 1;
    } catch (error) {
      if (!(error instanceof InterruptedCall)) failures.push(error);
    }
  }

  async function goOn(): Promise<void> {
    while (!over.signal.aborted) {
      await callOnce();
      await pause(20);
    }
  }

  const going = goOn();
  return {
    handled: () => handled,
    failures,
    async stop() {
      over.abort();
      await going;
    },
  };
}
