import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import type { KwatchmanEvent, Logger } from "../../../sdk/index.ts";
import { deploymentEvent } from "../../../sdk/testing/index.ts";
import { createChain } from "../../../src/pipeline/chain.ts";
import type { ChainEnd } from "../../../src/pipeline/chain/chain-run.ts";
import { eventVersion } from "../../../src/pipeline/event/event-version.ts";
import { silentLog } from "../../../src/pipeline/fixtures/logs.ts";
import { Passage } from "../../../src/pipeline/passage.ts";
import type { WebhookSpec } from "../../../src/runtimes/handler-spec.ts";
import type { Handler } from "../../../src/runtimes/handler.ts";
import { openRuntimes } from "../../../src/runtimes/runtimes.ts";
import { systemClock } from "../../../src/time/clock.ts";

export function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** A handler called `hook`, as if the configuration named it with this URL. Closed when the test ends. */
export async function loadHook(
  url: string,
  differing: Partial<WebhookSpec> = {},
  log: Logger = silentLog,
): Promise<Handler> {
  const runtimes = openRuntimes({ log, clock: systemClock, random: Math.random });
  const handler = await runtimes.load({ ...plainSpec, url, ...differing }, log);
  onTestFinished(async () => {
    await handler.close();
    await runtimes.close();
  });
  return handler;
}

const plainSpec: Omit<WebhookSpec, "url"> = {
  name: "hook",
  plugin: "hook",
  runtime: "webhook",
  directory: "/",
  sources: [],
  settings: {},
  timeoutMs: 30_000,
  once: false,
  concurrency: 16,
  rate: undefined,
  onBreak: "wait",
  when: { kinds: undefined, namespaces: undefined, actions: undefined, labels: undefined },
  secrets: [],
  headers: {},
  tls: { ca: undefined, cert: undefined, key: undefined },
  proxy: undefined,
  allowPrivate: true,
};

/** What is run through a chain, and how. */
export interface RunFacts {
  readonly event?: KwatchmanEvent;
  readonly attempt?: number;
  readonly passage?: Passage;
}

/** Runs events through a chain of the given handlers; a failed call rejects with its HandlerFailure. */
export async function chainOf(
  ...handlers: readonly Handler[]
): Promise<(facts?: RunFacts) => Promise<ChainEnd | undefined>> {
  const { signal } = new AbortController();
  const chain = await createChain(handlers, { log: silentLog, clock: systemClock, signal });
  return ({ event = deploymentEvent(), attempt = 1, passage = new Passage() } = {}) =>
    chain.run({ version: eventVersion(event), attempt, passage, isRedelivery: false, kept: new Map() });
}
