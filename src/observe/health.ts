import { silenceLimitOf } from "../cluster/patience.ts";
import type { Config } from "../config/config.ts";
import { writeListenAddress } from "../config/values/listen-address.ts";
import { httpAddressFlagName } from "../config/overrides.ts";
import { type ChainObserver, noObserver } from "../pipeline/chain/chain-observer.ts";
import { openHealthServer } from "./health/health-server.ts";
import { judgeReadiness } from "./health/readiness.ts";
import type { HostStatus } from "./host-status.ts";
import type { HostLog } from "./log.ts";
import { createMetrics } from "./metrics/metrics.ts";

/** What a host tells of its health, and to whom. */
export interface HealthOptions {
  readonly config: Pick<Config, "http" | "isHttpByFlag" | "watch" | "locate">;
  /** The handlers' names. */
  readonly handlers: readonly string[];
  readonly status: () => HostStatus;
  readonly log: HostLog;
}

/** The host's health, served over HTTP. */
export interface Health {
  /** To be told what happens in the chain. */
  readonly observer: ChainObserver;
  /** Has series for these handlers, too, from now on. */
  expect(handlers: readonly string[]): void;
  close(): Promise<void>;
}

/** Serves /healthz, /readyz and /metrics where the configuration says so; else nothing. Throws KW_LISTEN_FAILED. */
export async function openHealth({ config, handlers, status, log }: HealthOptions): Promise<Health> {
  const { address } = config.http;
  if (address === undefined) return { observer: noObserver, expect: () => {}, close: async () => {} };
  const silenceLimitMs = silenceLimitOf(config.watch);
  const metrics = createMetrics({ status, handlers, silenceLimitMs });
  const server = await openHealthServer({
    address,
    said: config.isHttpByFlag
      ? { by: httpAddressFlagName }
      : { by: "`http.address`", at: config.locate(["http", "address"]) },
    readiness: () => judgeReadiness(status(), Date.now(), silenceLimitMs),
    metrics,
    mask: log.mask,
    log,
  });
  log.info("health server listens", { address: writeListenAddress(server.address) });
  return { observer: metrics.observer, expect: metrics.expect, close: () => server.close() };
}
