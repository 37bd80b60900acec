/**
 * A cluster for the tests of plugins: a small API server in memory.
 * @module
 */
export type { ForbidRule } from "./access/access-rules.ts";
export { startEmbeddedCluster, type EmbeddedCluster, type EmbeddedClusterOptions } from "./embedded-cluster.ts";
export type { RequestRecord } from "./http/request-log.ts";
export type { DefinitionOptions } from "./kinds/definition.ts";
export type { NewObject, ObjectApi, ObjectReference, WriteOptions } from "./object-api.ts";
export { StatusError } from "./status-error.ts";
