import { checkEnd, checkTold, type Standing, toldNothing } from "../faults/checking/check-object.ts";
import type { ObjectHistory, SeenEvent, WrittenStep } from "../faults/checking/history.ts";
import { positionOf } from "../faults/checking/position.ts";
import type { WrittenObject } from "../faults/writing/written-object.ts";
import type { Life } from "./life.ts";

/** What was told longer before the last that a host told must be in the store's file: it is written a few milliseconds later. */
const WRITTEN_WITHIN_MS = 1000;

/**
 * Holds what handlers were told in all lives against what was written: each life goes on from what the store's file had,
 * what happened between two lives is missed, nothing is told without a change or out of order, and in the end every last
 * state was told.
 */
export function checkLives(objects: readonly WrittenObject[], lives: readonly Life[]): string[] {
  const watched = objects.filter(({ place }) => place.listedAs !== undefined);
  return [...watched.flatMap((object) => checkObjectLives(object, lives)), ...checkRecorded(lives)];
}

interface ToldEvent extends SeenEvent {
  /** The host was at work for long after it. */
  readonly isLongBefore: boolean;
}

function checkObjectLives({ place, name, steps }: WrittenObject, lives: readonly Life[]): string[] {
  const subject = `${place.kind} ${place.namespace}/${name}`;
  const findings: string[] = [];
  const told: ToldEvent[] = [];
  let standing: Standing | undefined = toldNothing;
  for (const [index, life] of lives.entries()) {
    const seen = life.seen.filter(({ event }) => `${event.data.resource.kind} ${event.subject}` === subject);
    const history: ObjectHistory = {
      subject,
      isWatched: true,
      written: steps,
      seen,
      lists: [{ askedAt: life.startedAt, answeredAt: life.endedAt }],
    };
    const before = standingOf(life, subject, steps, told);
    const checked = checkTold(history, before.standing);
    findings.push(
      ...[...before.findings, ...checked.findings, ...checkMissed(life, steps, seen)].map(
        (finding) => `${subject}, life ${index + 1}: ${finding}`,
      ),
    );
    const lastAt = life.seen.reduce((last, { at }) => Math.max(last, at), 0);
    told.push(...seen.map((one) => ({ ...one, isLongBefore: one.at < lastAt - WRITTEN_WITHIN_MS })));
    standing = checked.standing;
    if (index === lives.length - 1 && standing !== undefined) {
      findings.push(...checkEnd(history, standing).map((finding) => `${subject}: ${finding}`));
    }
  }
  return findings;
}

/** Where a life begins: at the baseline, which must be what was told, and not long ago. */
function standingOf(
  { before }: Life,
  subject: string,
  steps: readonly WrittenStep[],
  told: readonly ToldEvent[],
): { readonly standing: Standing; readonly findings: string[] } {
  const object = before.baselines.get(subject) ?? null;
  const positions = told.map(({ isLongBefore, event }) => ({
    isLongBefore,
    isEnd: event.data.action === "delete",
    position: positionOf(event.data, steps) ?? -1,
  }));
  const written = positions.findLast(({ isLongBefore }) => isLongBefore)?.position ?? -1;
  const position =
    object === null
      ? (positions.findLast(({ isEnd }) => isEnd)?.position ?? -1)
      : steps.findIndex((step) => step.object?.metadata.resourceVersion === object.metadata.resourceVersion);
  const wasTold = object === null || positions.some((one) => one.position === position);
  return {
    standing: { position, object },
    findings: [
      ...(wasTold ? [] : ["the baseline is a state that handlers were not told of"]),
      ...(position < written ? ["the baseline is older than what was told long before"] : []),
    ],
  };
}

/** A state that was written while nobody watched can only have been found by a list, and the event says so. */
function checkMissed({ startedAt }: Life, steps: readonly WrittenStep[], seen: readonly SeenEvent[]): string[] {
  return seen.flatMap(({ event }) => {
    const step = steps[positionOf(event.data, steps) ?? -1];
    const { missed, initial } = event.data;
    if (step === undefined || step.answeredAt >= startedAt || missed || initial) return [];
    return ["not missed, though nobody watched when it was written"];
  });
}

/** A `once` handler that has recorded its end for an event is not called for it again. */
function checkRecorded(lives: readonly Life[]): string[] {
  return lives.flatMap(({ before, posted }, index) =>
    posted
      .filter((id) => before.recorded.has(id))
      .map((id) => `life ${index + 1}: the \`once\` handler was called again for ${id}, which it had recorded`),
  );
}
