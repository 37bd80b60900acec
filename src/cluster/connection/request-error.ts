import type { IncomingHttpHeaders } from "node:http";
import type { ErrorCode } from "../../errors/catalogue.ts";
import { KwatchmanError, type KwatchmanErrorOptions } from "../../errors/kwatchman-error.ts";
import { isWebPage } from "./describe-garbage.ts";

/** What is known of a request's failure beside its message. */
export interface RequestErrorOptions extends KwatchmanErrorOptions {
  /** @default what the status stands for */
  readonly code?: ErrorCode;
  /** The HTTP status; left out when there was no answer. */
  readonly status?: number;
  /** The machine-readable reason of the server's Status object: its first cause's, else its own. */
  readonly reason?: string;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** The reason of an error that stands for silence: nothing came in the time given. */
export const SILENCE = "Silence";

/** A request that did not get what it asked for, in words. Its `status` is undefined when nothing was answered. */
export class RequestError extends KwatchmanError {
  readonly status: number | undefined;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: RequestErrorOptions = {}) {
    super(options.code ?? codeOf(options.status), message, options);
    this.status = options.status;
    this.reason = options.reason ?? "";
    this.retryAfterMs = options.retryAfterMs;
  }
}

function codeOf(status: number | undefined): ErrorCode {
  if (status === undefined) return "KW_CLUSTER_UNREACHABLE";
  if (status === 401) return "KW_UNAUTHORIZED";
  return status === 403 ? "KW_FORBIDDEN" : "KW_API_FAILED";
}

/** The error for an answer that is not 2xx: its body is a Status object, or any text. */
export function answeredError(status: number, headers: IncomingHttpHeaders, body: string): RequestError {
  const { message, reason, retryAfterSeconds } = readStatus(body);
  const words = status === 401 ? unauthorized(message) : `${message || "no explanation"} (${status})`;
  return new RequestError(words, {
    status,
    reason,
    retryAfterMs: readRetryAfter(headers["retry-after"]) ?? (retryAfterSeconds && retryAfterSeconds * 1000),
  });
}

/** The error in an ERROR event of a watch, whose object is a Status. */
export function statusObjectError(object: unknown): RequestError {
  const { message, reason, code, retryAfterSeconds } = readStatusObject(object);
  return new RequestError(`${message || "no explanation"} (${code} in the stream)`, {
    status: code,
    reason,
    retryAfterMs: retryAfterSeconds && retryAfterSeconds * 1000,
  });
}

function unauthorized(message: string): string {
  const detail = message === "" || message === "Unauthorized" ? "" : `: ${message}`;
  return `the credentials are not accepted, a token may have expired${detail} (401)`;
}

interface StatusFacts {
  readonly message: string;
  readonly reason: string;
  readonly code: number;
  readonly retryAfterSeconds: number | undefined;
}

function readStatus(body: string): StatusFacts {
  try {
    return readStatusObject(JSON.parse(body));
  } catch {
    // Proxies, and the API server itself for a path it does not serve, answer plain text.
    return {
      message: isWebPage(body) ? "a web page came back, not a Kubernetes API's answer" : firstLine(body),
      reason: "",
      code: 500,
      retryAfterSeconds: undefined,
    };
  }
}

function readStatusObject(value: unknown): StatusFacts {
  const { message, reason, code, details } = isObject(value) ? value : {};
  const { retryAfterSeconds, causes } = isObject(details) ? details : {};
  const [cause] = Array.isArray(causes) ? (causes as unknown[]) : [];
  const causeReason = isObject(cause) ? cause["reason"] : undefined;
  return {
    message: typeof message === "string" ? message : "",
    reason: [causeReason, reason].find((word) => typeof word === "string") ?? "",
    code: typeof code === "number" ? code : 500,
    // A negative pause would be none at all, and no backoff would come of it.
    retryAfterSeconds: typeof retryAfterSeconds === "number" ? Math.max(0, retryAfterSeconds) : undefined,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function firstLine(text: string): string {
  return (text.trim().split("\n", 1)[0] ?? "").slice(0, 200);
}

/** Seconds or a date, as HTTP allows. */
function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
