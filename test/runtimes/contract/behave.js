/** What the one plugin does that every runtime runs: what the label `behaviour` of the event's object asks for. */
const behaviours = {
  next: () => ({ next: true, unknown: "member" }),
  nothing: () => undefined,
  stop: () => ({ next: false, reason: "enough is enough" }),
  patch: ({ data }, { attempt }) => note(`${data.action} ${data.name}, attempt ${attempt}`),
  deadline: (_, { deadline }) => note(Date.parse(deadline) > Date.now() && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(deadline)),
  unicode: ({ data: { object } }) =>
    note(`${object.metadata.annotations.text} ${object.metadata.annotations.text.length}`),
  large: ({ data }) => note(data.object.data.text.length),
  throw() {
    throw new Error("not today");
  },
  permanent() {
    throw Object.assign(new Error("never"), { name: "PermanentError" });
  },
  busy: () => ({ error: { message: "busy", code: "E_BUSY", retryAfterMs: 1500 } }),
  "give-up": () => ({ error: { message: "broken for good", code: "E_BROKEN", retryable: false } }),
  "wrong-type": () => ({ next: "yes" }),
  identity: () => ({ patch: [{ op: "replace", path: "/name", value: "other" }] }),
  oversize: () => ({ reason: "x".repeat(300_000) }),
  hang: () => new Promise(() => {}),
  async meet(_event, _context, meet) {
    await meet(8);
  },
};

function note(value) {
  return { patch: [{ op: "add", path: "/note", value }] };
}

/** `meet` resolves when so many calls have come to it. */
export async function behave(event, context, meet) {
  return behaviours[event.data.object.metadata.labels.behaviour](event, context, meet);
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
