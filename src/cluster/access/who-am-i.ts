import type { Connection } from "../connection.ts";
import { RequestError } from "../connection/request-error.ts";
import { resourcePath } from "../reflector/resource-path.ts";
import { userIn, type AccessRequest } from "./forbidden.ts";

/** Who the API server takes us for: asked, where it can be (1.28), else read from what it says when it refuses. */
export async function findUser(
  connection: Connection,
  denied: AccessRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await askUser(connection, signal)) ?? provokeUser(connection, denied, signal);
}

async function askUser(connection: Connection, signal: AbortSignal): Promise<string | undefined> {
  const apiVersion = "authentication.k8s.io/v1";
  const body = { apiVersion, kind: "SelfSubjectReview" };
  try {
    const path = `/apis/${apiVersion}/selfsubjectreviews`;
    const answer = await connection.request({ method: "POST", path, body, signal });
    return (answer as { status?: { userInfo?: { username?: string } } }).status?.userInfo?.username;
  } catch (error) {
    if (error instanceof RequestError && error.status !== undefined) return undefined;
    throw error;
  }
}

async function provokeUser(
  connection: Connection,
  { resource, verb, namespace }: AccessRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  const query: Record<string, string> = verb === "list" ? { limit: "1" } : { watch: "true", timeoutSeconds: "1" };
  try {
    const answer = await connection.openStream({ path: resourcePath(resource, namespace), query, signal });
    answer.destroy();
    return undefined;
  } catch (error) {
    if (error instanceof RequestError && error.status !== undefined) return userIn(error.message);
    throw error;
  }
}
