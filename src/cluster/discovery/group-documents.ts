import type { Connection } from "../connection.ts";
import { RequestError } from "../connection/request-error.ts";
import { isBuiltInGroup } from "./built-in-groups.ts";
import { readResourceList, type ServedResource } from "./served-resource.ts";

/** A group as far as its documents could be read. */
export interface GroupDocuments {
  readonly group: string;
  /** Of all its versions, the preferred one's first. */
  readonly resources: readonly ServedResource[];
  /** Why a document could not be read: what it would have said is unknown. */
  readonly failure: string | undefined;
}

/** A group and its versions, the preferred one first. */
interface GroupVersions {
  readonly group: string;
  readonly versions: readonly string[];
}

const coreGroup: GroupVersions = { group: "", versions: ["v1"] };

const REQUESTS_AT_A_TIME = 8;

/** Reads every group there is, the core group first. Rejects only when there is no list of groups to be had. */
export async function readAllGroups(connection: Connection, signal: AbortSignal): Promise<GroupDocuments[]> {
  const document = await readDocument(connection, "/apis", signal);
  const { groups = [] } = (document ?? {}) as { groups?: readonly RawGroup[] };
  const waiting = [coreGroup, ...groups.map(readGroup)].entries();
  const read: GroupDocuments[] = [];
  const work = async () => {
    for (const [place, group] of waiting) read[place] = await readGroupVersions(connection, group, signal);
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_A_TIME }, work));
  return read;
}

/** Reads one group, or one version of it. A group that is not served has no resources. */
export async function readOneGroup(
  connection: Connection,
  group: string,
  version: string | undefined,
  signal: AbortSignal,
): Promise<GroupDocuments> {
  if (version !== undefined) return readGroupVersions(connection, { group, versions: [version] }, signal);
  if (group === "") return readGroupVersions(connection, coreGroup, signal);
  const document = await readDocument(connection, `/apis/${group}`, signal);
  if (document === undefined) return { group, resources: [], failure: undefined };
  return readGroupVersions(connection, readGroup(document as RawGroup), signal);
}

async function readGroupVersions(
  connection: Connection,
  { group, versions }: GroupVersions,
  signal: AbortSignal,
): Promise<GroupDocuments> {
  const resources: ServedResource[] = [];
  let failure: string | undefined;
  for (const version of versions) {
    const path = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
    try {
      const document = await readDocument(connection, path, signal);
      if (document !== undefined) resources.push(...readResourceList(group, version, document));
    } catch (error) {
      signal.throwIfAborted();
      failure = `${path}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return { group, resources, failure };
}

/** A document; undefined where the server has none. */
async function readDocument(connection: Connection, path: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await connection.request({ path, signal });
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return undefined;
    throw error;
  }
}

interface RawGroup {
  readonly name: string;
  readonly versions?: readonly { readonly version: string }[];
  readonly preferredVersion?: { readonly version?: string };
}

function readGroup({ name, versions = [], preferredVersion }: RawGroup): GroupVersions {
  const served = versions.map(({ version }) => version);
  const preferred = preferredVersion?.version;
  return {
    group: name,
    versions: preferred === undefined ? served : [preferred, ...served.filter((version) => version !== preferred)],
  };
}

/** Groups whose failure leaves open who would be taken for a bare name. Extension servers often fail, built-ins hardly. */
export function decidesPrecedence({ group, failure }: GroupDocuments): boolean {
  return failure !== undefined && isBuiltInGroup(group);
}
