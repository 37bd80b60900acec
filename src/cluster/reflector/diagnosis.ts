import type { ErrorCode } from "../../errors/catalogue.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { describeForbidden, userIn, type AccessRequest } from "../access/forbidden.ts";
import { RequestError, SILENCE } from "../connection/request-error.ts";
import { qualifiedName } from "../discovery/served-resource.ts";

/** What was being done when it failed. */
export interface FailedRequest extends AccessRequest {
  readonly selectors: Readonly<Record<string, string>>;
}

/** "deployments.apps: connection refused (https://…)": what failed, and in words why. */
export function describeFailure(error: unknown, request: FailedRequest): string {
  return `${qualifiedName(request.resource)}: ${failureInWords(error, request)}`;
}

/** The same without the resource. */
export function failureInWords(error: unknown, request: FailedRequest): string {
  const message = error instanceof Error ? error.message : String(error);
  const isForbidden = error instanceof RequestError && error.status === 403;
  return isForbidden ? describeForbidden(request, { user: userIn(message) }) : message;
}

/** Whether it is not the resource's own, but a matter of the server, the way to it or the credentials. */
export function concernsAll(error: unknown): boolean {
  const code = codeOf(error);
  const status = statusOf(error);
  if (code === "KW_CLUSTER_UNREACHABLE" || code === "KW_UNAUTHORIZED") return true;
  return status !== undefined && (status === 429 || status >= 500);
}

/** The error for a selector that only the server could tell to be wrong: waiting does not mend it. */
export function selectorRefusal(error: unknown, { resource, selectors }: FailedRequest): KwatchmanError | undefined {
  const isRefused = error instanceof RequestError && error.status === 400 && Object.keys(selectors).length > 0;
  if (!isRefused) return undefined;
  const written = Object.entries(selectors).map(([name, text]) => `${name} ${JSON.stringify(text)}`);
  return new KwatchmanError(
    "KW_SELECTOR_REFUSED",
    `${qualifiedName(resource)}: the API server refuses ${written.join(" or ")}: ${error.message}`,
    { cause: error },
  );
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof RequestError ? error.status : undefined;
}

export function codeOf(error: unknown): ErrorCode {
  return error instanceof KwatchmanError ? error.code : "KW_API_FAILED";
}

export function retryAfterOf(error: unknown): number | undefined {
  return error instanceof RequestError ? error.retryAfterMs : undefined;
}

/** Nothing was heard in time, as against something that was. */
export function isSilence(error: unknown): boolean {
  return error instanceof RequestError && error.reason === SILENCE;
}

/**
 * The server has not come to the version that was asked for: it must have been restored from a backup. The answer comes
 * from its cache or, as plain words, from etcd.
 */
export function isTooFarAhead(error: unknown): boolean {
  if (!(error instanceof RequestError)) return false;
  return error.reason === "ResourceVersionTooLarge" || error.message.includes("required revision is a future revision");
}
