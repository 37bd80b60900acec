import type { Resource } from "../../../sdk/index.ts";
import type { Problem } from "../../errors/problems.ts";
import { onOneLine } from "../../observe/terminal-text.ts";
import { problemText } from "../problem-text.ts";
import { formatTable } from "../table.ts";
import type { ClusterFinding } from "./inspect-cluster.ts";
import type { HandlerFinding } from "./inspect-handlers.ts";
import type { ResourceFinding } from "./inspect-resource.ts";

/** Everything that `check` found out. */
export interface Findings {
  readonly config: string;
  /** undefined: not asked, because the configuration is wrong. */
  readonly cluster: ClusterFinding | undefined;
  readonly handlers: readonly HandlerFinding[];
  /** Of the configuration, the handlers, the cluster and its resources, in this order. */
  readonly problems: readonly Problem[];
}

/** The findings for machines. */
export function toJson({ config, cluster, handlers, problems }: Findings): string {
  const plain = ({ code, message, mend }: Problem): Problem => ({ code, message, mend });
  return JSON.stringify(
    {
      ok: problems.length === 0,
      config,
      cluster: cluster && { name: cluster.name, server: cluster.server, version: cluster.version },
      resources: (cluster?.resources ?? []).map(({ problem, ...rest }) => ({ ...rest, code: problem?.code })),
      handlers: handlers.map(({ problem, ...rest }) => ({ ...rest, ok: problem === undefined, code: problem?.code })),
      problems: problems.map(plain),
    },
    undefined,
    2,
  );
}

/** The findings for people: what is watched, what handles it, then what is wrong and how to mend it. */
export function toText(findings: Findings): string {
  const { config, cluster, handlers, problems } = findings;
  const parts = [`configuration  ${onOneLine(config)}`];
  if (cluster?.server !== undefined) {
    const { name = "", server, version = "no answer" } = cluster;
    parts[0] += `\ncluster        ${onOneLine(`${name} at ${server}, ${version}`)}`;
  }
  if (cluster !== undefined && cluster.resources.length > 0) {
    parts.push(formatTable([["RESOURCE", "WATCHED AS", "NAMESPACES", "STATE"], ...cluster.resources.map(resourceRow)]));
  }
  if (handlers.length > 0) {
    parts.push(formatTable([["HANDLER", "PLUGIN", "RUNTIME", "STATE"], ...handlers.map(handlerRow)]));
  }
  parts.push(problems.length === 0 ? "All is well." : problems.map(problemText).join("\n\n"));
  return parts.join("\n\n");
}

function resourceRow(finding: ResourceFinding): string[] {
  const { kind, resource, namespaces, state, detail, problem } = finding;
  const said = detail === "" || problem !== undefined ? state : `${state}: ${detail}`;
  return [kind, watchedAs(finding), namespacesOf(resource, namespaces), said];
}

function watchedAs({ resource, others, metadataOnly }: ResourceFinding): string {
  if (resource === undefined) return "-";
  const also = others.length === 0 ? "" : ` (not ${others.map(apiName).join(", ")})`;
  return `${apiName(resource)}${metadataOnly ? ", metadata only" : ""}${also}`;
}

function namespacesOf(resource: Resource | undefined, written: readonly string[]): string {
  if (resource?.namespaced === false) return "-";
  return written.length === 0 ? "all" : written.join(", ");
}

/** "apps/v1 deployments", "v1 pods". */
function apiName({ group, version, plural }: Resource): string {
  return `${group === "" ? version : `${group}/${version}`} ${plural}`;
}

function handlerRow({ handler, plugin, runtime, problem }: HandlerFinding): string[] {
  return [handler, plugin, runtime, problem === undefined ? "ok" : "cannot be loaded"];
}
