/**
 * For the tests of plugins: events and contexts to call a handler with, and a cluster in memory to run the host against.
 * @module
 */
export { callContext } from "./context.ts";
export { createTestHost, type LogLine, type TestHost, type TestHostOptions } from "./test-host.ts";
export type { FailedOutcome, NextOutcome, Outcome, PassedOverOutcome, StoppedOutcome } from "../outcome.ts";
export { type EventFixture, eventOf } from "../samples/event-of.ts";
export {
  configMapEvent,
  cronJobEvent,
  customResourceEvent,
  daemonSetEvent,
  deploymentEvent,
  ingressEvent,
  jobEvent,
  namespaceEvent,
  nodeEvent,
  podEvent,
  secretEvent,
  serviceEvent,
  statefulSetEvent,
} from "../samples/kinds.ts";
export type { ForbidRule } from "./cluster/access/access-rules.ts";
export { startEmbeddedCluster, type EmbeddedCluster, type EmbeddedClusterOptions } from "./cluster/embedded-cluster.ts";
export type { RequestRecord } from "./cluster/http/request-record.ts";
export type { DefinitionOptions } from "./cluster/kinds/definition.ts";
export type { NewObject, ObjectApi, ObjectReference, WriteOptions } from "./cluster/object-api.ts";
export { StatusError } from "./cluster/status-error.ts";
