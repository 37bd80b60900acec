import type { Resource } from "../../../sdk/index.ts";
import { checkAccess } from "../../cluster/access.ts";
import { type Connection, RequestError } from "../../cluster/connection.ts";
import type { Discovery, Resolution } from "../../cluster/discovery.ts";
import { qualifiedName } from "../../cluster/discovery/served-resource.ts";
import { unknownKind } from "../../cluster/discovery/unknown-kind.ts";
import { resourcePath } from "../../cluster/reflector/resource-path.ts";
import { selectorsOf } from "../../cluster/watch/entry.ts";
import { placesOf } from "../../cluster/watch/places.ts";
import type { ResourceConfig } from "../../config/config.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";

/** What the cluster says about one configured resource. */
export interface ResourceFinding {
  /** As written. */
  readonly kind: string;
  /** What it stands for; undefined if that is not known. */
  readonly resource: Resource | undefined;
  /** What else goes by that name, in other groups. */
  readonly others: readonly Resource[];
  /** As written; empty: all. */
  readonly namespaces: readonly string[];
  readonly metadataOnly: boolean;
  readonly state: "ok" | "waiting" | "forbidden" | "unknown kind" | "not watchable" | "refused" | "not answered";
  /** More about the state; "" if there is no more to say. */
  readonly detail: string;
  readonly problem: KwatchmanError | undefined;
}

/** Resolves the kind, reviews the access to it, and lists one object with its selectors. */
export async function inspectResource(
  config: ResourceConfig,
  connection: Connection,
  discovery: Discovery,
  signal: AbortSignal,
): Promise<ResourceFinding> {
  const resolution = await discovery.resolve(config.kind, config.apiVersion, signal);
  const { kind, namespaces, metadataOnly } = config;
  const facts = { kind, resource: undefined, others: [], namespaces: namespaces.written, metadataOnly };
  if (resolution.state !== "resolved") return { ...facts, ...withoutResource(resolution) };
  const { resource, others } = resolution;
  const judged = (await missingAccess(config, resource, connection, signal)) ??
    (await refusedList(config, resource, connection, signal)) ?? {
      state: "ok",
      detail: noteOn(config, resource),
      problem: undefined,
    };
  return { ...facts, resource, others, ...judged };
}

/** Not a mistake: with -n it is meant for the other resources. */
function noteOn({ namespaces }: ResourceConfig, { namespaced, plural }: Resource): string {
  return namespaced || namespaces.written.length === 0 ? "" : `${plural} are in no namespace, all of them are watched`;
}

type Judgement = Pick<ResourceFinding, "state" | "detail" | "problem">;

function withoutResource(resolution: Exclude<Resolution, { state: "resolved" }>): Judgement {
  switch (resolution.state) {
    case "absent":
      return resolution.isExpected
        ? { state: "waiting", detail: `${resolution.message}; it is waited for`, problem: undefined }
        : judge("unknown kind", unknownKind(resolution.message));
    case "unwatchable":
      return judge("not watchable", new KwatchmanError("KW_KIND_NOT_WATCHABLE", resolution.message));
    case "unknown":
      return judge("not answered", new KwatchmanError("KW_API_FAILED", resolution.reason));
  }
}

async function missingAccess(
  { namespaces }: ResourceConfig,
  resource: Resource,
  connection: Connection,
  signal: AbortSignal,
): Promise<Judgement | undefined> {
  const access = await checkAccess(connection, resource, namespaces, signal);
  if (access.isAllowed) return undefined;
  const message = `${qualifiedName(resource)}: ${access.problems.join(";\n")}`;
  return judge("forbidden", new KwatchmanError("KW_FORBIDDEN", message, { mend: access.remedy.join("\n") }));
}

/** Only the server knows which fields a kind can be selected by. */
async function refusedList(
  config: ResourceConfig,
  resource: Resource,
  connection: Connection,
  signal: AbortSignal,
): Promise<Judgement | undefined> {
  const [place] = placesOf(resource, config.namespaces);
  const path = resourcePath(resource, place?.namespace);
  try {
    await connection.request({ path, query: { ...selectorsOf(config), limit: "1" }, signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    // Allowed namespace by namespace, not in all at once: the selectors stay unchecked until they are used.
    if (error.status === 403) return undefined;
    if (error.status !== 400) throw error;
    return judge("refused", new KwatchmanError("KW_SELECTOR_REFUSED", `${qualifiedName(resource)}: ${error.message}`));
  }
}

function judge(state: ResourceFinding["state"], problem: KwatchmanError): Judgement {
  return { state, detail: problem.message, problem };
}
