/**
 * What the one plugin does that every runtime runs: as the label `behaviour` of the event's object asks for.
 * `meet` resolves when so many calls have come to it.
 */
export async function behave({ data }, { attempt, deadline }, meet) {
  switch (data.object.metadata.labels.behaviour) {
    case "next":
      return { next: true, unknown: "member" };
    case "nothing":
      return undefined;
    case "stop":
      return { next: false, reason: "enough is enough" };
    case "patch":
      return note(`${data.action} ${data.name}, attempt ${attempt}`);
    case "deadline":
      return note(Date.parse(deadline) > Date.now() && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(deadline));
    case "unicode":
      return note(`${data.object.metadata.annotations.text} ${data.object.metadata.annotations.text.length}`);
    case "large":
      return note(data.object.data.text.length);
    case "throw":
      throw new Error("not today");
    case "permanent":
      throw Object.assign(new Error("never"), { name: "PermanentError" });
    case "busy":
      return { error: { message: "busy", code: "E_BUSY", retryAfterMs: 1500 } };
    case "give-up":
      return { error: { message: "broken for good", code: "E_BROKEN", retryable: false } };
    case "wrong-type":
      return { next: "yes" };
    case "identity":
      return { patch: [{ op: "replace", path: "/name", value: "other" }] };
    case "oversize":
      return { reason: "x".repeat(300_000) };
    case "hang":
      return new Promise(() => {});
    case "meet":
      await meet(8);
      return undefined;
    default:
      throw new Error("an unknown behaviour");
  }
}

function note(value) {
  return { patch: [{ op: "add", path: "/note", value }] };
}

/** Where all calls run in one process. */
export function createMeeting() {
  let arrived = 0;
  const all = Promise.withResolvers();
  return (count) => {
    arrived += 1;
    if (arrived === count) all.resolve();
    return all.promise;
  };
}
