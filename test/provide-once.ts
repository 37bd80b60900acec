import type { ProvidedContext } from "vitest";
import type { TestProject } from "vitest/node";

/** Provides all projects of a run with one value, made for the first that asks. Resolves with whether it was this one. */
export async function provideOnce<Key extends keyof ProvidedContext>(
  project: TestProject,
  key: Key,
  make: () => Promise<ProvidedContext[Key]>,
): Promise<boolean> {
  const { vitest } = project;
  if (key in vitest.getProvidedContext()) return false;
  vitest.provide(key, await make());
  return true;
}
