import { describe, inject } from "vitest";
import { openControlPlane, type ControlPlaneClient } from "./client.ts";
import { programsFolder, withoutPrograms } from "./programs.ts";

/** A suite that needs one of the programs, such as kubectl, but no control plane. */
export const describeWithPrograms: (title: string, body: () => void) => void =
  programsFolder === undefined ? describe.skip : describe;

/**
 * A suite that needs the control plane's programs: its tests count as skipped when they are missing, and the run's
 * first line says why. Connect in a hook or a test, not in the suite's body: the body runs either way, to be counted.
 * Its title ends with "(control plane)", by which CI sees that such tests ran.
 */
export function describeControlPlane(title: string, body: () => void): void {
  describeWithPrograms(`${title} (control plane)`, body);
}

/** The control plane shared by the whole run. Tests that hurt the server start one of their own instead. */
export function connectControlPlane(): ControlPlaneClient {
  const facts = inject("controlPlane");
  if (facts === null) throw new Error(`Expected a control plane, but ${withoutPrograms}`);
  return openControlPlane(facts);
}
