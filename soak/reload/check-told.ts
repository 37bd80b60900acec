/** What one handler told of one call. */
export interface Told {
  readonly handler: string;
  /** Of the handler's code. */
  readonly generation: number;
  readonly id: string;
  readonly subject: string;
  readonly resourceVersion: string;
}

/** Reads the host's log: what handlers told, in the order in which they did. */
export function readTold(lines: readonly string[]): Told[] {
  return lines.flatMap((line) => {
    if (!line.includes("told")) return [];
    const { handler, told, output } = JSON.parse(line) as Record<string, unknown>;
    if (typeof handler !== "string") return [];
    return toldIn(handler, typeof told === "string" ? `told ${told}` : messageOf(output));
  });
}

/** What one handler told by itself, in a file: text as it is in the log. */
export function readToldBy(handler: string, lines: readonly string[]): Told[] {
  return lines.flatMap((line) => toldIn(handler, line));
}

function toldIn(handler: string, text: string): Told[] {
  const [, generation, id, subject, resourceVersion] = /^told (\d+) (\S+) (\S+) (\d+)$/.exec(text) ?? [];
  if (id === undefined) return [];
  return [
    { handler, generation: Number(generation), id, subject: subject ?? "", resourceVersion: resourceVersion ?? "" },
  ];
}

function messageOf(output: unknown): string {
  if (typeof output !== "object" || output === null || !("message" in output)) return "";
  return String(output.message);
}

/**
 * What is wrong, in sentences: an event that a handler was not called for, or twice; a call by older code than the one
 * before for the same object; an object whose last state nobody was told of.
 *
 * @param last the last resourceVersion of each object, by its subject
 */
export function checkTold(
  told: readonly Told[],
  handlers: readonly string[],
  last: ReadonlyMap<string, string>,
): string[] {
  const byHandler = Map.groupBy(told, ({ handler }) => handler);
  const ids = new Set((byHandler.get("recorder") ?? []).map(({ id }) => id));
  return [
    ...handlers.flatMap((handler) => checkHandler(handler, byHandler.get(handler) ?? [], ids)),
    ...[...last].flatMap(([subject, version]) => {
      const newest = (byHandler.get("recorder") ?? []).findLast((each) => each.subject === subject);
      if (newest?.resourceVersion === version) return [];
      return [`${subject} ended at ${version}, the last that was told is ${newest?.resourceVersion ?? "nothing"}`];
    }),
  ];
}

function checkHandler(handler: string, told: readonly Told[], ids: ReadonlySet<string>): string[] {
  const counts = Map.groupBy(told, ({ id }) => id);
  const missing = [...ids].filter((id) => !counts.has(id));
  const repeated = [...counts].filter(([, calls]) => calls.length > 1);
  const older = [...Map.groupBy(told, ({ subject }) => subject)].flatMap(([subject, calls]) =>
    calls.flatMap(({ generation }, index) => {
      const before = calls[index - 1]?.generation ?? 0;
      return generation < before ? [`${handler} was called as ${generation} for ${subject}, after ${before}`] : [];
    }),
  );
  return [
    ...missing.map((id) => `${handler} was not called for ${id}`),
    ...repeated.map(([id, calls]) => `${handler} was called ${calls.length} times for ${id}`),
    ...older,
  ];
}
