import type { KubernetesObject } from "../../../sdk/index.ts";
import type { ObjectHistory, SeenEvent, WrittenStep } from "./history.ts";
import { timeFormat } from "./time-format.ts";

/** The whole history of one object for people, what was written and what was told in the order of time. */
export function tellHistory({ subject, written, seen, lists }: ObjectHistory): string {
  const lines = [
    ...written.map((step) => ({ at: step.answeredAt, text: tellStep(step) })),
    ...seen.map((one) => ({ at: one.at, text: tellEvent(one) })),
    ...lists.map(({ answeredAt }) => ({ at: answeredAt, text: "listed" })),
  ];
  const told = lines.sort((one, other) => one.at - other.at).map(({ at, text }) => `  ${timeFormat(at)}  ${text}`);
  return [subject, ...told].join("\n");
}

function tellStep({ uid, object, sentAt }: WrittenStep): string {
  const what = object === null ? "deleted" : tellObject(object);
  return `written  ${what}  uid ${uid}, sent ${timeFormat(sentAt)}`;
}

function tellEvent({ event }: SeenEvent): string {
  const { action, uid, object, oldObject, initial, missed, merged, finalStateKnown } = event.data;
  const marks = [
    ...(initial ? ["initial"] : []),
    ...(missed ? ["missed"] : []),
    ...(merged > 1 ? [`merged ${merged}`] : []),
    ...(finalStateKnown ? [] : ["final state unknown"]),
  ];
  const from = oldObject === null ? "nothing" : tellObject(oldObject);
  return `told     ${action}  ${from} -> ${tellObject(object)}  uid ${uid}  ${marks.join(", ")}`;
}

function tellObject({ metadata, data, spec }: KubernetesObject): string {
  const { counter } = (data ?? spec ?? {}) as { readonly counter?: unknown };
  return `#${String(counter)} at ${metadata.resourceVersion}`;
}
