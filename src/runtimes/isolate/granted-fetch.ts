import { limits } from "../../sandbox/limits.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { createMask } from "../../observe/mask.ts";
import type { IsolateSpec } from "../handler-spec.ts";
import { createOutgoing } from "../outgoing.ts";

/** HTTP for one handler's isolate: to the origins that its manifest grants, and with the secrets that it does not see. */
export interface GrantedFetch {
  /**
   * @param request as JSON text, made inside the isolate
   * @returns the answer as JSON text for the isolate: `{ v }`, or `{ e }` with why there is none. Never rejects.
   */
  fetch(request: string, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** A request that is not made. */
class Refusal extends Error {}

interface FetchRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Headers of the connection, and what the host says itself. */
const hostHeader =
  /^(?:accept-encoding|connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;

/** Of one handler, to each origin. */
const connections = 16;

export function grantFetch(
  { fetch: origins, allowPrivate }: Pick<IsolateSpec, "fetch" | "allowPrivate">,
  secrets: ReadonlyMap<string, string>,
): GrantedFetch {
  const outgoing = createOutgoing({
    allowPrivate: (origin) => allowPrivate.includes(origin),
    tls: { ca: undefined, cert: undefined, key: undefined },
    proxy: undefined,
    connections,
  });
  const granted = new Set(origins.map((origin) => new URL(origin).origin));
  const mask = createMask([...secrets.values()]);

  async function answer(text: string, signal: AbortSignal): Promise<object> {
    const request = readRequest(text, granted, secrets);
    const { status, headers, body, isCut } = await outgoing.request({
      ...request,
      signal,
      maxResponseBytes: limits.responseBytes,
    });
    if (isCut) throw new Refusal(`Expected the answer to have at most ${limits.responseBytes} bytes, got more`);
    // A server may repeat what it was sent.
    const shown = Object.entries(headers).map(([name, value]) => [name, mask.text(value)]);
    return { status, headers: Object.fromEntries(shown) as object, body: mask.text(new TextDecoder().decode(body)) };
  }

  return {
    async fetch(request, signal) {
      try {
        return JSON.stringify({ v: await answer(request, signal) });
      } catch (error) {
        return JSON.stringify({ e: mask.text(reasonOf(error)) });
      }
    },
    close: () => outgoing.close(),
  };
}

/** What the isolate is told: of the host's own errors nothing but the words. */
function reasonOf(error: unknown): string {
  return error instanceof Refusal || error instanceof KwatchmanError ? error.message : "The request could not be made";
}

function readRequest(text: string, granted: ReadonlySet<string>, secrets: ReadonlyMap<string, string>): FetchRequest {
  const { url: address, method: verb, headers, body } = tableOf(text);
  const url = typeof address === "string" ? URL.parse(address) : null;
  if (url === null) throw new Refusal("Expected the URL of a fetch to be an absolute one");
  if (!granted.has(url.origin)) {
    throw new Refusal(`Expected the origin of a fetch to be among the manifest's permissions.fetch, got ${url.origin}`);
  }
  if (url.username !== "" || url.password !== "") throw new Refusal("Expected a URL without credentials");
  const method = String(verb).toUpperCase();
  if (!methods.has(method)) throw new Refusal(`Expected a method of ${[...methods].join(", ")}`);
  const sent = { url, method, headers: readHeaders(headers, secrets) };
  if (typeof body !== "string") return sent;
  refuseBody(body, method, [...secrets.keys()]);
  return { ...sent, body };
}

function readHeaders(headers: unknown, secrets: ReadonlyMap<string, string>): Record<string, string> {
  const sent = Object.create(null) as Record<string, string>;
  for (const pair of Array.isArray(headers) ? headers : []) {
    const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof name !== "string" || typeof value !== "string" || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw new Refusal("Expected headers to be names and texts");
    }
    if (hostHeader.test(name.toLowerCase())) throw new Refusal(`Expected no header \`${name}\`, which is the host's`);
    sent[name] = fillIn(name, value, secrets);
  }
  sent["accept-encoding"] = "identity";
  return sent;
}

function fillIn(name: string, value: string, secrets: ReadonlyMap<string, string>): string {
  const filled = value.replaceAll(/\{\{secret:[^{}]*\}\}/g, (mark) => {
    const secret = secrets.get(mark);
    if (secret === undefined)
      throw new Refusal(`Expected header \`${name}\` to name a secret that is set, got ${mark}`);
    return secret;
  });
  if (/[\0\r\n]/.test(filled)) throw new Refusal(`Expected header \`${name}\` to be one line`);
  return filled;
}

function refuseBody(body: string, method: string, marks: readonly string[]): void {
  if (method === "GET" || method === "HEAD") throw new Refusal(`Expected a ${method} without a body`);
  const bytes = Buffer.byteLength(body);
  if (bytes > limits.requestBytes) {
    throw new Refusal(`Expected the body of a fetch to have at most ${limits.requestBytes} bytes, got ${bytes}`);
  }
  const mark = marks.find((one) => body.includes(one));
  if (mark !== undefined) throw new Refusal(`Expected ${mark} in a header: secrets are not filled into bodies`);
}

function tableOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Whatever it is, it is no request.
  }
  throw new Refusal("Expected a request");
}
