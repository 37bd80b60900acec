/** Orders versions as the API server prefers them: v2, v1, v2beta1, v1beta2, v1alpha1, then others by name. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [rank(one), rank(other)];
  if (a === undefined || b === undefined) {
    if (a !== undefined) return -1;
    if (b !== undefined) return 1;
    return one < other ? -1 : Number(one > other);
  }
  return b.stability - a.stability || b.major - a.major || b.minor - a.minor;
}

const STABILITY: Readonly<Record<string, number>> = { alpha: 1, beta: 2 };

function rank(version: string): { stability: number; major: number; minor: number } | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return undefined;
  const [, major, stage, minor] = match;
  return { stability: STABILITY[stage ?? ""] ?? 3, major: Number(major), minor: Number(minor ?? 0) };
}
