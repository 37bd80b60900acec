import { send, type ApiRequestOptions, type ApiTarget } from "../control-plane/index.ts";

/** An object or a list as a test reads it. */
export interface ReadObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly continue?: string;
    readonly remainingItemCount?: number;
    readonly managedFields?: readonly { readonly manager: string }[];
  };
  readonly items?: readonly ReadObject[];
  readonly [member: string]: unknown;
}

export const MERGE = { "content-type": "application/merge-patch+json" };
export const JSON_PATCH = { "content-type": "application/json-patch+json" };

/** Sends a request that has to succeed and gives the object, or list, of the answer. */
export async function ask(
  target: ApiTarget,
  method: string,
  path: string,
  body?: unknown,
  options: ApiRequestOptions = {},
): Promise<ReadObject> {
  const answer = await send(target, method, path, { ...options, body });
  if (answer.status >= 300) throw new Error(`Expected ${method} ${path} to succeed, got ${answer.text}`);
  return answer.json() as ReadObject;
}

export const patch = (target: ApiTarget, path: string, body: unknown, headers: Record<string, string> = MERGE) =>
  ask(target, "PATCH", path, body, { headers });

export const namesOf = (list: ReadObject) => list.items?.map(({ metadata }) => metadata.name);
