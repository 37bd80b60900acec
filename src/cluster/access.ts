import type { Resource } from "../../sdk/index.ts";
import type { NamespacePatterns } from "../config/config.ts";
import { reviewAccess, type AccessReview } from "./access/access-review.ts";
import { describeForbidden, type DeniedAccess } from "./access/forbidden.ts";
import { remedyFor } from "./access/remedy.ts";
import { findUser } from "./access/who-am-i.ts";
import { accessToNamespaces, neededAccess, watchVerbs, type Watching } from "./access/needed-access.ts";
import type { Connection } from "./connection.ts";
import { readNamespaces } from "./access/read-namespaces.ts";
import { qualifiedName } from "./discovery/served-resource.ts";
import { haveAnotherWay } from "./watch/places.ts";

export type { AccessReview } from "./access/access-review.ts";

/** Whether a resource may be listed and watched as it is configured. */
export interface Access {
  readonly isAllowed: boolean;
  /** Each verb in each place that was asked about. */
  readonly reviews: readonly AccessReview[];
  /** What is not allowed: for each place one sentence that names the user. */
  readonly problems: readonly string[];
  /** Commands an administrator can run to allow it; none if nothing is missing. */
  readonly remedy: readonly string[];
}

/** Asks the API server. Rejects when it cannot be asked. */
export async function checkAccess(
  connection: Connection,
  resource: Resource,
  namespaces: NamespacePatterns,
  signal: AbortSignal,
): Promise<Access> {
  const reviews = await reviewAll(connection, neededAccess(resource, namespaces), signal);
  if (reviews.every(({ isAllowed }) => isAllowed)) return { isAllowed: true, reviews, problems: [], remedy: [] };
  const otherWay = haveAnotherWay(resource, namespaces)
    ? await reviewByNamespace(connection, resource, namespaces, signal)
    : undefined;
  return toAccess(connection, otherWay ?? reviews, signal);
}

/** Where watching all namespaces at once is not allowed: each that matches; undefined if they may not be known. */
async function reviewByNamespace(
  connection: Connection,
  resource: Resource,
  namespaces: NamespacePatterns,
  signal: AbortSignal,
): Promise<AccessReview[] | undefined> {
  const ofNamespaces = await reviewAll(connection, accessToNamespaces(resource, namespaces), signal);
  if (ofNamespaces.some(({ isAllowed }) => !isAllowed)) return undefined;
  const names = await readNamespaces(connection, signal);
  const matching = names.filter((name) => namespaces.matches(name)).map((namespace) => ({ resource, namespace }));
  return [...ofNamespaces, ...(await reviewAll(connection, matching, signal))];
}

async function reviewAll(
  connection: Connection,
  watchings: readonly Watching<Resource>[],
  signal: AbortSignal,
): Promise<AccessReview[]> {
  const reviews: AccessReview[] = [];
  for (const watching of watchings) {
    for (const verb of watchVerbs) reviews.push(await reviewAccess(connection, { ...watching, verb }, signal));
  }
  return reviews;
}

async function toAccess(
  connection: Connection,
  reviews: readonly AccessReview[],
  signal: AbortSignal,
): Promise<Access> {
  const denied = reviews.filter(({ isAllowed }) => !isAllowed);
  const [first] = denied;
  if (first === undefined) return { isAllowed: true, reviews, problems: [], remedy: [] };
  const subject = { user: await findUser(connection, first, signal) };
  return {
    isAllowed: false,
    reviews,
    problems: byPlace(denied).map((place) => describeForbidden(place, subject)),
    remedy: remedyFor(denied, subject),
  };
}

function byPlace(denied: readonly AccessReview[]): DeniedAccess[] {
  const places = Map.groupBy(denied, ({ resource, namespace }) => `${qualifiedName(resource)} ${namespace ?? ""}`);
  return [...places.values()].flatMap(([one, other]): DeniedAccess[] => {
    if (one === undefined) return [];
    return other === undefined ? [one] : [{ ...one, verb: "list or watch" }];
  });
}
