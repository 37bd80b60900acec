import type { Connection } from "../connection.ts";
import { acceptedForms } from "../reflector/accepted-forms.ts";
import { listPages } from "../reflector/list-pages.ts";

/** The names of all namespaces. */
export async function readNamespaces(connection: Connection, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  const { list: accept } = acceptedForms(true);
  const request = { path: "/api/v1/namespaces", selectors: {}, accept, pageSize: undefined, signal };
  for await (const { items } of listPages(connection, request)) {
    names.push(...items.map(({ metadata }) => metadata.name ?? ""));
  }
  return names;
}
