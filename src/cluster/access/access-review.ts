import type { Connection } from "../connection.ts";
import type { AccessRequest } from "./forbidden.ts";

/** The server's answer about one verb in one place. */
export interface AccessReview extends AccessRequest {
  readonly isAllowed: boolean;
  /** The server's own words; often "". */
  readonly reason: string;
}

/** Asks whether whoever we are may do it (SelfSubjectAccessReview, which everybody may ask). */
export async function reviewAccess(
  connection: Connection,
  request: AccessRequest,
  signal: AbortSignal,
): Promise<AccessReview> {
  const { resource, verb, namespace = "" } = request;
  const apiVersion = "authorization.k8s.io/v1";
  const answer = await connection.request({
    method: "POST",
    path: `/apis/${apiVersion}/selfsubjectaccessreviews`,
    body: {
      apiVersion,
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { group: resource.group, resource: resource.plural, verb, namespace } },
    },
    signal,
  });
  const { status } = answer as { status?: { allowed?: boolean; reason?: string; evaluationError?: string } };
  return { ...request, isAllowed: status?.allowed === true, reason: status?.reason ?? status?.evaluationError ?? "" };
}
