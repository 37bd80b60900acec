import type { ConfigFile } from "../../../sdk/config-schema.ts";
import type { HandlerConfigEntry } from "../../../sdk/config-schema/handler.ts";
import type { ResourceConfigEntry } from "../../../sdk/config-schema/resource.ts";
import type { CheckedConfig } from "../check-config.ts";
import { settingsOf } from "../checks/host-keys.ts";
import type { Config, HandlerConfig, ResourceConfig, RuntimeConfig, When } from "../config.ts";
import type { ConfigOverrides } from "../overrides.ts";
import { parseLabelSelector } from "../selectors/label-selector.ts";
import { namespacePatterns } from "../selectors/namespace-patterns.ts";
import { durationMs } from "../values/duration.ts";
import { rateOf } from "../values/rate.ts";
import { normaliseHttp } from "./normalise-http.ts";
import { normaliseStore } from "./normalise-store.ts";

/** The frozen configuration of a file that was found to be right. */
export function normaliseConfig(
  { document, pluginDirs, dropInDir }: CheckedConfig,
  overrides: ConfigOverrides,
  env: NodeJS.ProcessEnv,
): Config {
  // Checked against the schema that this type is made from.
  const file = document.tree as unknown as ConfigFile;
  return Object.freeze({
    file: document.file,
    cluster: file.cluster,
    pluginDirs: Object.freeze([...pluginDirs]),
    dropInDir,
    maxPending: file.maxPending,
    drainTimeoutMs: durationMs(file.drainTimeout),
    retry: Object.freeze({
      attempts: file.retry.attempts,
      backoffMs: durationMs(file.retry.backoff),
      maxBackoffMs: durationMs(file.retry.maxBackoff),
    }),
    watch: Object.freeze({ timeoutMs: durationMs(file.watch.timeout) }),
    store: normaliseStore(file.store, document.file, env),
    http: normaliseHttp(file.http, overrides),
    isHttpByFlag: file.http?.address === undefined && overrides.httpAddress !== undefined,
    resources: Object.freeze(file.resource.map((entry) => normaliseResource(entry, overrides))),
    handlers: Object.freeze(file.handler.map(normaliseHandler)),
    locate: document.locate,
  });
}

/** The frozen entry of a resource that was found to be right. */
export function normaliseResource(
  entry: ResourceConfigEntry,
  { namespaces = [], labelSelector = "" }: ConfigOverrides,
): ResourceConfig {
  return Object.freeze({
    kind: entry.kind,
    apiVersion: entry.apiVersion,
    namespaces: namespacePatterns(entry.namespaces.length > 0 ? entry.namespaces : namespaces),
    labelSelector: entry.labelSelector === "" ? labelSelector : entry.labelSelector,
    fieldSelector: entry.fieldSelector,
    metadataOnly: entry.metadataOnly,
  });
}

/** One handler, complete. */
export function normaliseHandler(entry: HandlerConfigEntry, index: number): HandlerConfig {
  return Object.freeze({
    index,
    name: entry.name,
    plugin: entry.plugin ?? entry.name,
    runtime: entry.runtime,
    settings: settingsOf(entry),
    ...normaliseRuntime(entry),
    when: normaliseWhen(entry.when),
    timeoutMs: entry.timeout === undefined ? undefined : durationMs(entry.timeout),
    once: entry.once,
    concurrency: entry.concurrency,
    rate: entry.rate === undefined ? undefined : rateOf(entry.rate),
    onBreak: entry.onBreak,
  });
}

function normaliseRuntime({ url, secret = [], headers, tls, proxy, ...entry }: HandlerConfigEntry): RuntimeConfig {
  return {
    url,
    secrets: Object.freeze(typeof secret === "string" ? [secret] : [...secret]),
    headers: Object.freeze({ ...headers }),
    tls: Object.freeze({ ca: tls?.ca, cert: tls?.cert, key: tls?.key }),
    proxy,
    allowPrivate: Object.freeze([...(entry.allowPrivate ?? [])]),
    command: Object.freeze([...(entry.command ?? [])]),
    mode: entry.mode ?? "once",
    env: Object.freeze({ ...entry.env }),
  };
}

function normaliseWhen({ kinds, namespaces, actions, labels }: HandlerConfigEntry["when"]): When {
  return Object.freeze({
    kinds: kinds && Object.freeze(kinds.map((kind) => kind.toLowerCase())),
    namespaces: namespaces && namespacePatterns(namespaces),
    actions: actions && Object.freeze([...actions]),
    labels: labels === undefined ? undefined : parseLabelSelector(labels),
  });
}
