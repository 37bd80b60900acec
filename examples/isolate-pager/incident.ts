import type { KwatchmanEvent } from "kwatchman/sdk";

/** What the pager is told of an event. */
export interface Incident {
  /** The same for each attempt, so that the pager can tell a repeat. */
  readonly key: string;
  readonly service: string;
  readonly summary: string;
}

export function incidentOf({ id, subject, data }: KwatchmanEvent, service: string): Incident {
  return { key: id, service, summary: `${data.resource.kind} ${subject} was deleted in ${data.cluster}` };
}
