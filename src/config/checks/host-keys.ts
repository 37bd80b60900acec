import { HandlerConfigSchema } from "../../../sdk/config-schema/handler.ts";
import type { Table } from "../document/plain-tree.ts";

/** The keys of a handler that are the host's; every other one is a setting of its plugin. */
export const hostKeys: readonly string[] = Object.keys(HandlerConfigSchema.properties);

/** A handler's keys that are not the host's. */
export function settingsOf(entry: Readonly<Record<string, unknown>>): Table {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !hostKeys.includes(key)));
}
