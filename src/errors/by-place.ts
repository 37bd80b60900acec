import type { Problem } from "./problems.ts";

/** Problems as somebody mends them: file by file, in the order in which files are first named, and down each file. */
export function byPlace(problems: readonly Problem[]): Problem[] {
  const files = Map.groupBy(problems, ({ place }) => place?.file);
  return [...files.values()].flatMap((inFile) => inFile.toSorted((one, other) => lineOf(one) - lineOf(other)));
}

function lineOf({ place }: Problem): number {
  return place?.line ?? Number.MAX_SAFE_INTEGER;
}
