import type { TestProject } from "vitest/node";
import { installHelm } from "./install.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The program; null when there is none. */
    helm: string | null;
  }
}

/** Has Helm at hand before the chart's tests begin, if that is possible. */
export default async function setup(project: TestProject): Promise<void> {
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const installation = await installHelm(say);
  if ("missing" in installation) say(`No Helm: ${installation.missing}. The chart is not rendered.`);
  project.provide("helm", "file" in installation ? installation.file : null);
}
