import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { writeKubeconfigFile } from "./kubeconfig.ts";
import { runKubectl } from "./kubectl.ts";
import { send, type ApiAnswer, type ApiRequestOptions } from "./request.ts";

/** Where a control plane is and how to get in: plain data, so that it crosses from vitest's setup to the tests. */
export interface ControlPlaneFacts {
  readonly url: string;
  /** The admin's. */
  readonly token: string;
  readonly caFile: string;
  readonly kubeconfigFile: string;
  /** Scratch space that lives as long as the control plane. */
  readonly folder: string;
}

/** How a written kubeconfig differs from the admin's. */
export interface KubeconfigVariation {
  readonly token?: string;
  /** A proxy's, say. */
  readonly url?: string;
  /** The context's name. @default "kwatchman-test" */
  readonly name?: string;
}

/** A running control plane, seen from outside. */
export interface ControlPlaneClient extends ControlPlaneFacts {
  /** PEM of the certificate to trust. */
  readonly ca: string;
  /** Sends one request as the admin. */
  request(method: string, requestPath: string, options?: ApiRequestOptions): Promise<ApiAnswer>;
  /** Runs kubectl as the admin; resolves with its stdout, rejects with its stderr. */
  kubectl(...args: string[]): Promise<string>;
  /** Writes a kubeconfig and resolves with its path. */
  writeKubeconfig(variation?: KubeconfigVariation): Promise<string>;
  /** Makes a namespace that nobody else uses and resolves with its name, `prefix-` and something random. */
  createNamespace(prefix: string): Promise<string>;
}

/** The one user beside the admin who exists from the start, and may do nothing. */
export const viewer = { token: "viewer", user: "viewer" } as const;

export function openControlPlane(facts: ControlPlaneFacts): ControlPlaneClient {
  const target = { url: facts.url, token: facts.token, ca: readFileSync(facts.caFile, "utf8") };
  return {
    ...facts,
    ...target,
    request: (method, requestPath, options) => send(target, method, requestPath, options),
    kubectl: (...args) => runKubectl(facts.kubeconfigFile, args),
    async writeKubeconfig({ token = facts.token, url = facts.url, name = "kwatchman-test" } = {}) {
      const file = path.join(facts.folder, `kubeconfig-${randomBytes(4).toString("hex")}`);
      await writeKubeconfigFile(file, { url, token, caFile: facts.caFile, name });
      return file;
    },
    async createNamespace(prefix) {
      const name = `${prefix}-${randomBytes(4).toString("hex")}`;
      const answer = await send(target, "POST", "/api/v1/namespaces", { body: { metadata: { name } } });
      if (answer.status !== 201) throw new Error(`Expected namespace ${name} to be created, got ${answer.text}`);
      return name;
    },
  };
}
