import type { Connection } from "../connection.ts";
import { RequestError } from "../connection/request-error.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";

/** Which list, and how much of it at a time. */
export interface ListRequest {
  readonly path: string;
  /** labelSelector and fieldSelector, as far as there are any. */
  readonly selectors: Readonly<Record<string, string>>;
  /** The form in which objects are asked for. */
  readonly accept: string;
  /** Objects in a page; undefined: all at once. */
  readonly pageSize: number | undefined;
  readonly signal: AbortSignal;
}

export interface ListPage {
  readonly items: readonly RawObject[];
  /** Of the whole list: the same on every page. */
  readonly resourceVersion: string;
}

/** The server has forgotten the version that the pages so far were of. */
export class ListExpiredError extends Error {}

/**
 * Lists page by page: a page is fetched when the one before has been dealt with. No resourceVersion is asked for: such a
 * list is up to date, and a list of "any version" would come whole.
 */
export async function* listPages(connection: Connection, request: ListRequest): AsyncGenerator<ListPage> {
  const { path, selectors, accept, pageSize, signal } = request;
  const limit = pageSize === undefined ? {} : { limit: String(pageSize) };
  let next: string | undefined;
  do {
    const query = { ...selectors, ...limit, ...(next !== undefined && { continue: next }) };
    const document = await fetchPage(connection, { path, query, accept, signal }, next !== undefined);
    const { metadata, items } = readList(document, path);
    yield { items, resourceVersion: metadata.resourceVersion };
    next = metadata.continue === "" ? undefined : metadata.continue;
  } while (next !== undefined);
}

async function fetchPage(
  connection: Connection,
  request: Parameters<Connection["request"]>[0],
  isContinued: boolean,
): Promise<unknown> {
  try {
    return await connection.request(request);
  } catch (error) {
    const isExpired = error instanceof RequestError && error.status === 410;
    if (isContinued && isExpired) throw new ListExpiredError(error.message, { cause: error });
    throw error;
  }
}

interface RawList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly RawObject[];
}

/** Anything that is no list must not pass for an empty one. (An empty one may have null for its items.) */
function readList(document: unknown, path: string): RawList {
  const { metadata, items } = (document ?? {}) as { metadata?: Partial<RawList["metadata"]>; items?: unknown };
  const resourceVersion = metadata?.resourceVersion;
  if (typeof resourceVersion !== "string" || (items !== null && !Array.isArray(items))) {
    throw new RequestError(`expected a list from ${path}, got something else`, { code: "KW_API_FAILED" });
  }
  return { metadata: { ...metadata, resourceVersion }, items: readItems(items ?? [], path) };
}

function readItems(items: readonly unknown[], path: string): readonly RawObject[] {
  if (items.every(isRawObject)) return items;
  throw new RequestError(`expected objects in the list from ${path}, got one without metadata`, {
    code: "KW_API_FAILED",
  });
}
