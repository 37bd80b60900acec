import type { TestProject } from "vitest/node";
import { provideOnce } from "../provide-once.ts";
import type { ControlPlaneFacts } from "./client.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";
import { programsFolder, withoutPrograms } from "./programs.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The control plane shared by the whole run; null when there is none. */
    controlPlane: ControlPlaneFacts | null;
  }
}

/** Starts one control plane for the whole run, if its programs are there. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let plane: ControlPlane | undefined;
  await provideOnce(project, "controlPlane", async () => {
    if (programsFolder === undefined) return nothing();
    plane = await startControlPlane({ controllerManager: true });
    const { url, token, caFile, kubeconfigFile, folder } = plane;
    return { url, token, caFile, kubeconfigFile, folder };
  });
  return async () => plane?.stop();
}

function nothing(): null {
  const leftOut = `${withoutPrograms}: what needs a real API server is left out.`;
  if (process.env["CI"]) throw new Error(leftOut);
  process.stderr.write(`${leftOut}\n`);
  return null;
}
