import { rm } from "node:fs/promises";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { buildPrograms } from "../../build/programs.ts";
import { provideOnce } from "../provide-once.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The command line's file, as it is shipped. */
    kwatchman: string;
  }
}

/** Isolates find isolated-vm from there: it has to lie in the checkout. */
const folder = path.join(import.meta.dirname, "../dist");

/** Builds what is shipped, for processes that start in a quarter of the time that the sources take. */
export default async function setup(project: TestProject): Promise<void> {
  await provideOnce(project, "kwatchman", async () => {
    await rm(folder, { recursive: true, force: true });
    await buildPrograms(folder);
    return path.join(folder, "kwatchman.js");
  });
}
