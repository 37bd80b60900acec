import type { ExecSpec } from "../handler-spec.ts";
import type { Call } from "../handler.ts";

/** What every program is told by its environment. */
export function handlerVariables({ name, settings }: ExecSpec): Record<string, string> {
  return { KWATCHMAN_HANDLER: name, KWATCHMAN_SETTINGS: JSON.stringify(settings) };
}

/** What a program for one event is told of its call. */
export function callVariables({ attempt, deadline }: Call): Record<string, string> {
  return { KWATCHMAN_ATTEMPT: String(attempt), KWATCHMAN_DEADLINE: deadlineText(deadline) };
}

/** RFC 3339, UTC. */
export function deadlineText(deadline: number): string {
  return new Date(deadline).toISOString();
}
