/**
 * What a plugin author imports.
 * @module
 */
export type { Action, EventData, KubernetesObject, KwatchmanEvent, ObjectMetadata, Resource } from "./event.ts";
export type { HandlerResult, PatchOperation, ResultError } from "./result.ts";
export type {
  FailureFacts,
  HandlerContext,
  HandlerReturn,
  HostHooks,
  Logger,
  Plugin,
  ReloadFacts,
  SetupContext,
  StartFacts,
  StopFacts,
  SyncedFacts,
} from "./plugin.ts";
export { definePlugin } from "./plugin.ts";
export type { PermanentErrorOptions } from "./permanent-error.ts";
export { PermanentError } from "./permanent-error.ts";
