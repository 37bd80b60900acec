import type { TestProject } from "vitest/node";
import type { ControlPlaneFacts } from "./client.ts";
import { startControlPlane } from "./control-plane.ts";
import { programsFolder, withoutPrograms } from "./programs.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The control plane shared by the whole run; null when there is none. */
    controlPlane: ControlPlaneFacts | null;
  }
}

/** Starts one control plane for the whole run, if its programs are there. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (programsFolder === undefined) {
    const leftOut = `${withoutPrograms}: what needs a real API server is left out.`;
    if (process.env["CI"]) throw new Error(leftOut);
    process.stderr.write(`${leftOut}\n`);
    project.provide("controlPlane", null);
    return undefined;
  }
  const plane = await startControlPlane({ controllerManager: true });
  const { url, token, caFile, kubeconfigFile, folder } = plane;
  project.provide("controlPlane", { url, token, caFile, kubeconfigFile, folder });
  return () => plane.stop();
}
