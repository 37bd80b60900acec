import jsonPatch, { unescapePathComponent, type Operation } from "fast-json-patch";
import { EventSchema } from "../../../../sdk/event-schema.ts";
import type { EventData, PatchOperation } from "../../../../sdk/index.ts";
import { KwatchmanError } from "../../../errors/kwatchman-error.ts";
import type { EventVersion } from "../../../runtimes/handler.ts";
import { deepFreeze } from "../../event/deep-freeze.ts";
import { eventVersion } from "../../event/event-version.ts";

type Container = Record<string, unknown> | unknown[];

const open: ReadonlySet<string> = new Set(["object", "oldObject"]);
const identity: ReadonlySet<string> = new Set(
  Object.keys(EventSchema.properties.data.properties).filter((member) => !open.has(member)),
);

/**
 * The next version of an event: RFC 6902 on `event.data`. Only what the patch touches is copied, all else is shared
 * with the version before. Throws KW_PATCH_REFUSED if an operation does not apply, a `test` fails, or the event's
 * identity would change.
 */
export function applyPatch(version: EventVersion, patch: readonly PatchOperation[]): EventVersion {
  if (patch.length === 0) return version;
  const data: Record<string, unknown> = { ...version.event.data };
  const copied = new Set<Container>([data]);
  for (const [index, operation] of patch.entries()) {
    try {
      applyOperation(data, operation, copied);
    } catch (error) {
      throw refusal(`patch[${index}]`, operation, error);
    }
  }
  requireManifests(data);
  return eventVersion(deepFreeze({ ...version.event, data: data as EventData }));
}

function applyOperation(data: Container, operation: PatchOperation, copied: Set<Container>): void {
  const { op, path, from } = operation;
  if (op !== "test") copyAlong(data, requireOpen(path), copied);
  if (op === "move" && from !== undefined) copyAlong(data, requireOpen(from), copied);
  // The plugin keeps its own value: ours is frozen, and JSON alone.
  const own = operation.value === undefined ? operation : { ...operation, value: jsonCopy(operation.value) };
  jsonPatch.applyOperation(data, own as Operation, true, true, true);
}

/** The path's keys, if it points into what a patch may touch. */
function requireOpen(path: string): readonly string[] {
  const [root, member, ...rest] = path.split("/").map(unescapePathComponent);
  if (root !== "" || member === undefined) throw new Error("it must point to a member of event.data");
  if (identity.has(member)) throw new Error(`\`${member}\` is the event's identity`);
  return [member, ...rest];
}

/** Puts copies in the place of what is frozen between the root and the path's end. */
function copyAlong(data: Container, keys: readonly string[], copied: Set<Container>): void {
  let container = data as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) {
    const child = Object.hasOwn(container, key) ? container[key] : undefined;
    if (!isContainer(child)) throw new Error(`there is nothing to hold it: \`${key}\` is no object and no list`);
    const copy = copied.has(child) ? child : Array.isArray(child) ? [...child] : { ...child };
    copied.add(copy);
    container[key] = copy;
    container = copy as Record<string, unknown>;
  }
}

function requireManifests(data: Readonly<Record<string, unknown>>): void {
  const { object, oldObject } = data;
  if (!isManifest(object)) throw refusal("patch", { path: "/object" }, "`object` must stay an object with metadata");
  if (oldObject !== null && !isManifest(oldObject)) {
    throw refusal("patch", { path: "/oldObject" }, "`oldObject` must stay null or an object with metadata");
  }
}

function isManifest(value: unknown): boolean {
  return isRecord(value) && isRecord(value["metadata"]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isContainer(value) && !Array.isArray(value);
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function jsonCopy(value: unknown): unknown {
  const json = JSON.stringify(value);
  if (json === undefined) throw new Error(`its value must be JSON, got ${typeof value}`);
  return JSON.parse(json);
}

function refusal(place: string, operation: Partial<PatchOperation>, cause: unknown): KwatchmanError {
  // fast-json-patch appends the whole document to its message, below the first line.
  const [why] = String(cause instanceof Error ? cause.message : cause).split("\n");
  const { op = "patch", path } = operation;
  return new KwatchmanError("KW_PATCH_REFUSED", `Expected \`${place}\` (${op} ${path}) to apply to event.data: ${why}`);
}
