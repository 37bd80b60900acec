import type { Connection } from "../connection.ts";
import { compareListed, compareUnlisted, type Difference } from "./differences.ts";
import type { HandOn } from "./hand-on.ts";
import type { KnownVersions } from "./known-versions.ts";
import { ListExpiredError, listPages } from "./list-pages.ts";
import type { ReflectorProgress } from "./reflector-progress.ts";
import { waitForRoom } from "./wait-for-room.ts";

/** Which list, what it is compared with, and where the differences go. */
export interface ListAllOptions {
  readonly connection: Connection;
  readonly path: string;
  readonly selectors: Readonly<Record<string, string>>;
  /** The form in which objects are asked for. */
  readonly accept: string;
  /** undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly accepts: (namespace: string) => boolean;
  readonly known: KnownVersions;
  /** Whether what nobody knows is initial; otherwise it was missed. */
  readonly isInitial: boolean;
  readonly handOn: HandOn;
  readonly progress: ReflectorProgress;
  readonly signal: AbortSignal;
  /** @default 500 */
  readonly pageSize?: number;
}

const FRUITLESS_PASSES = 3;

/**
 * Lists everything, hands on what differs from what is known, page by page, and resolves with the resourceVersion to
 * watch from. When the server forgets the list between two pages it starts again from the first.
 */
export async function listAll(options: ListAllOptions): Promise<string> {
  const { pageSize = 500 } = options;
  for (let fruitless = 0; ;) {
    const tally = { handedOn: 0 };
    try {
      // A pass that found something new has shortened the next one; others show that pages will not do.
      return await listOnce(options, fruitless < FRUITLESS_PASSES ? pageSize : undefined, tally);
    } catch (error) {
      if (!(error instanceof ListExpiredError)) throw error;
      fruitless = tally.handedOn > 0 ? 0 : fruitless + 1;
    }
  }
}

async function listOnce(
  {
    connection,
    path,
    selectors,
    accept,
    namespace,
    accepts,
    known,
    isInitial,
    handOn,
    progress,
    signal,
  }: ListAllOptions,
  pageSize: number | undefined,
  tally: { handedOn: number },
): Promise<string> {
  const handAllOn = async (differences: Iterable<Difference>) => {
    for (const difference of differences) {
      tally.handedOn += 1;
      const room = handOn(difference);
      if (room !== undefined) await waitForRoom(room, signal, [progress]);
    }
  };
  const pass = known.beginPass();
  let resourceVersion = "";
  for await (const page of listPages(connection, { path, selectors, accept, pageSize, signal })) {
    progress.heard();
    for (const item of page.items) {
      if (accepts(item.metadata.namespace ?? "")) await handAllOn(compareListed(known, item, isInitial));
    }
    resourceVersion = page.resourceVersion;
  }
  await handAllOn(compareUnlisted(known, namespace, pass));
  return resourceVersion;
}
