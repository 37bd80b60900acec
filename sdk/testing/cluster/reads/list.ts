import type { KubernetesObject } from "../../../event.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { selectionOf, type Selection } from "../selection/selection.ts";
import { badRequest, expired, StatusError } from "../status-error.ts";
import { objectKey } from "../storage/object-key.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { readContinueToken, writeContinueToken } from "./continue-token.ts";
import { readRevision } from "./resource-version.ts";

/** One page of a list, or all of it. */
export interface Page {
  readonly items: readonly KubernetesObject[];
  /** The list's `metadata`. */
  readonly metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

/** Lists a kind: all pages of one list show one revision, however much is written in between. */
export function list(
  store: ObjectStore,
  kind: ServedKind,
  namespace: string | undefined,
  query: URLSearchParams,
): Page {
  const selection = selectionOf(kind, namespace, query);
  const limit = readLimit(query.get("limit"));
  const token = query.get("continue");
  if (token) {
    const { revision, after } = readContinueToken(token);
    const snapshot = store.snapshots.at(kind.storage, revision);
    if (!snapshot) throw continueExpired();
    return cut(snapshot, firstAfter(snapshot, after), limit, selection, revision);
  }

  refuseFuture(store, query.get("resourceVersion"));
  const snapshot = store.collection(kind.storage).sorted();
  const page = cut(snapshot, 0, limit, selection, store.revision);
  if (page.metadata.continue !== undefined) store.snapshots.keep(kind.storage, store.revision, snapshot);
  return page;
}

function cut(
  snapshot: readonly KubernetesObject[],
  start: number,
  limit: number,
  selection: Selection,
  revision: number,
): Page {
  const items: KubernetesObject[] = [];
  for (let index = start; index < snapshot.length; index += 1) {
    const object = snapshot[index];
    if (!object || !selection.matches(object)) continue;
    const last = items.at(-1);
    if (items.length === limit && last) {
      const more = writeContinueToken({ revision, after: objectKey(last.metadata) });
      const remaining = selection.selective ? undefined : countFrom(snapshot, index, selection);
      return {
        items,
        metadata: {
          resourceVersion: String(revision),
          continue: more,
          ...(remaining !== undefined && { remainingItemCount: remaining }),
        },
      };
    }
    items.push(object);
  }
  return { items, metadata: { resourceVersion: String(revision) } };
}

function countFrom(snapshot: readonly KubernetesObject[], start: number, selection: Selection): number {
  let count = 0;
  for (let index = start; index < snapshot.length; index += 1) {
    const object = snapshot[index];
    if (object && selection.matches(object)) count += 1;
  }
  return count;
}

/** The snapshot is sorted by key. */
function firstAfter(snapshot: readonly KubernetesObject[], key: string): number {
  let [low, high] = [0, snapshot.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const object = snapshot[middle];
    if (object && objectKey(object.metadata) > key) high = middle;
    else low = middle + 1;
  }
  return low;
}

function readLimit(text: string | null): number {
  if (!text) return Infinity;
  if (!/^\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text) || Infinity;
}

function refuseFuture(store: ObjectStore, resourceVersion: string | null): void {
  const revision = readRevision(resourceVersion);
  if (revision <= store.revision) return;
  const message = `Timeout: Too large resource version: ${revision}, current: ${store.revision}`;
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  throw new StatusError(504, "Timeout", message, { causes, retryAfterSeconds: 1 });
}

const continueExpired = () =>
  expired(
    "The provided continue parameter is too old to display a consistent list result. " +
      "You must start a new list without the continue parameter.",
  );
