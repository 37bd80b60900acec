import { setTimeout as delay } from "node:timers/promises";
import type { ControlPlane } from "../../test/control-plane/control-plane.ts";
import type { Proxy } from "../../test/control-plane/proxy.ts";
import type { Outage } from "./checking/check-readiness.ts";
import type { FaultProxy, Refusal } from "./fault-proxy.ts";
import type { Fault, FaultKind } from "./schedule.ts";

/** What faults strike: the server, and what is between it and the host. */
export interface Target {
  readonly plane: ControlPlane;
  readonly network: Proxy;
  readonly requests: FaultProxy;
}

type Strike = (target: Target, lastsMs: number) => Promise<void>;

const strikes: Readonly<Record<FaultKind, Strike>> = {
  async kill({ plane }, lastsMs) {
    await plane.killApiServer();
    await delay(lastsMs);
    await plane.startApiServer();
  },
  async killAndCompact({ plane }, lastsMs) {
    await plane.killApiServer();
    await plane.compact();
    await delay(lastsMs);
    await plane.startApiServer();
  },
  async freeze({ plane }, lastsMs) {
    plane.pauseApiServer();
    await delay(lastsMs);
    plane.resumeApiServer();
  },
  async compact({ plane, network }) {
    await plane.compact();
    network.cut();
  },
  async cut({ network }) {
    network.cut();
  },
  async refuse({ network }, lastsMs) {
    await network.refuse(true);
    network.cut();
    await delay(lastsMs);
    await network.refuse(false);
  },
  async halfOpen({ network }, lastsMs) {
    network.stall();
    await delay(lastsMs);
    network.resume();
  },
  tooManyRequests: (target, lastsMs) =>
    refuseRequests(target, { status: 429, headers: { "retry-after": "1" } }, lastsMs),
  serverError: (target, lastsMs) => refuseRequests(target, { status: 500 }, lastsMs),
};

async function refuseRequests({ network, requests }: Target, refusal: Refusal, lastsMs: number): Promise<void> {
  requests.refuseWith(refusal);
  network.cut();
  await delay(lastsMs);
  requests.refuseWith(undefined);
}

/** Does it, and undoes it when its time is over. Resolves with the time in which the host can have heard nothing. */
export async function strike({ kind, lastsMs }: Fault, target: Target): Promise<Outage> {
  const from = Date.now();
  await strikes[kind](target, lastsMs);
  return { fault: kind, from, until: Date.now() };
}
