import type { EventData, KwatchmanEvent } from "../../../sdk/index.ts";
import { deepFreeze } from "../../pipeline/event/deep-freeze.ts";
import type { FindingCode } from "./findings.ts";

/** An event that a plugin will meet one day, and what it is to have found if it fails on this one and not on a plain one. */
export interface Probe {
  /** Completes "On …". */
  readonly name: string;
  readonly event: KwatchmanEvent;
  readonly failing: FindingCode;
  /** This mistake explains a failure already: nothing is learnt from the event if it has been found. */
  readonly unless?: FindingCode;
}

/** How large the largest object is, in characters. */
const large = 1024 * 1024;

/** Variations of one event, each with an id of its own; the first one is the event itself. */
export function probesFrom(plain: KwatchmanEvent): readonly [Probe, ...Probe[]] {
  const vary = variationsOf(plain);
  return [
    { name: "a plain event", event: plain, failing: "fails" },
    { name: "an add", event: vary("1", { action: "add", oldObject: null }), failing: "needs-old-object" },
    { name: "a delete", event: vary("2", { action: "delete" }), failing: "fails-on-delete" },
    {
      name: "a delete with oldObject null",
      event: vary("3", { action: "delete", oldObject: null }),
      failing: "needs-old-object",
      unless: "fails-on-delete",
    },
    {
      name: "an event with unknown members",
      event: { ...vary("4", { unknown: { to: ["you"] } }, { unknown: true }), unknownattribute: "x" } as KwatchmanEvent,
      failing: "needs-known-members",
    },
    {
      name: "an event with all of Unicode",
      event: vary("5", {}, withAnnotation(plain, unicode)),
      failing: "needs-plain-text",
    },
    {
      name: "an event of 1 MiB",
      event: vary("6", {}, withAnnotation(plain, "x".repeat(large))),
      failing: "fails-on-large",
    },
  ];
}

/** Two scripts, a combined letter, an emoji of several code points, right to left, what ends a line in JavaScript, quotes. */
const unicode = "Größe 价格 e\u0301 👩🏽‍🚀 \u05E9\u05DC\u05D5\u05DD \u2028 \u00A0 \"'\\ \n\t";

function withAnnotation({ data: { object } }: KwatchmanEvent, text: string): Record<string, unknown> {
  const annotations = { ...object.metadata.annotations, "example.com/note": text };
  return { metadata: { ...object.metadata, annotations } };
}

/** Makes an event with other members of `data`, and of its object. */
function variationsOf(plain: KwatchmanEvent) {
  return (mark: string, data: Partial<EventData>, object: Record<string, unknown> = {}): KwatchmanEvent => {
    const { action = plain.data.action } = data;
    return deepFreeze({
      ...plain,
      id: `${plain.id}-${mark}`,
      type: `dev.kwatchman.resource.${action}.v1`,
      data: {
        ...plain.data,
        resourceVersion: `${plain.data.resourceVersion}${mark}`,
        ...data,
        object: { ...plain.data.object, ...object },
      },
    });
  };
}
