/** Whether a plugin gets something wrong, or may well mean it. */
export type Grade = "wrong" | "note";

interface FindingKind {
  readonly grade: Grade;
  readonly says: string;
  /** How to mend it, in plain words. */
  readonly mend: string;
}

/** Everything that `kwatchman plugin conform` can find, in the order of docs/conform.md. */
export const findingKinds = {
  "not-ready": {
    grade: "wrong",
    says: "It cannot be called.",
    mend: "`kwatchman plugin check` says the same, and nothing else. A stream answers `hello` with `ready`, and flushes each line.",
  },
  fails: {
    grade: "wrong",
    says: "It fails on a plain update.",
    mend: "See what `kwatchman plugin run` shows. If it needs settings, give them with --settings; if it is for another kind, name an event with --event.",
  },
  refuses: {
    grade: "note",
    says: "It refuses the event it was sent, on purpose: little else could be tried.",
    mend: "Name an event that it is for: --event pod.",
  },
  "ignores-the-deadline": {
    grade: "wrong",
    says: "It had not answered when its time was over.",
    mend: "The deadline comes with each call: answer before it, with an error if need be, and pass the signal on to what you wait for. If it rightly takes longer, raise `timeout`.",
  },
  "needs-old-object": {
    grade: "wrong",
    says: "It fails where `oldObject` is null.",
    mend: "Every add has `oldObject: null`, and so has a delete of an object that handlers never saw.",
  },
  "needs-known-members": {
    grade: "wrong",
    says: "It fails on members that it does not know.",
    mend: "Ignore what you do not know: later versions of the contract add members, and so do other handlers' patches.",
  },
  "needs-plain-text": {
    grade: "wrong",
    says: "It fails on text beyond ASCII.",
    mend: "JSON is UTF-8: read and write it as such, whatever the locale says.",
  },
  "fails-on-large": {
    grade: "wrong",
    says: "It fails on an object of 1 MiB.",
    mend: "Read all of the input: one read, or one line of a fixed size, is not enough. Do not pass the event on as an argument or a variable.",
  },
  "fails-on-delete": {
    grade: "wrong",
    says: "It fails on a delete.",
    mend: "`object` is the last known state then. What a plugin is not for, `when` keeps away from it.",
  },
  "not-json": {
    grade: "wrong",
    says: "It answers something that looks like JSON and is none.",
    mend: "Write it with a JSON library: single quotes, `None`, trailing commas and text around it are not JSON.",
  },
  "wrong-type": {
    grade: "wrong",
    says: "It answers a result with a member of the wrong type.",
    mend: "docs/contract.md has the members: `next` is a boolean, `reason` a string, `patch` a list of operations, `error` an object with a message.",
  },
  "too-large": {
    grade: "wrong",
    says: "It answers more than 256 KiB.",
    mend: "Answer with a patch of what changes, not with whole manifests.",
  },
  "changes-identity": {
    grade: "wrong",
    says: "Its patch is refused.",
    mend: "A patch may touch `object`, `oldObject` and members that handlers have added, and each operation has to apply.",
  },
  "keeps-state": {
    grade: "wrong",
    says: "It answers the same event another way when it comes again.",
    mend: "An event may come again after a failure or a restart. Answer by what is in it, not by what came before, by a counter, or by the time.",
  },
  "mixes-up-events": {
    grade: "wrong",
    says: "It answers an event another way when others come at the same time.",
    mend: "Keep what belongs to one event out of variables that all of them share, or set `concurrency = 1`.",
  },
  "forgets-the-id": {
    grade: "wrong",
    says: "It answers without the id of the call.",
    mend: "Each result carries the `id` of its event's frame, as it stands there; not the event's own `id`.",
  },
  "answers-twice": {
    grade: "wrong",
    says: "It answers a call more than once.",
    mend: "Write one result for each event. A second one is dropped.",
  },
  "prints-to-stdout": {
    grade: "wrong",
    says: "It prints other things where its answers go.",
    mend: "Standard output is for results alone; write everything else to standard error, which goes to the log.",
  },
  "hides-failures": {
    grade: "wrong",
    says: "It reports success, and an error stands on its standard error.",
    mend: "Exit with another code than 0, or answer an `error`: else nothing is tried again. In a shell, `set -euo pipefail`.",
  },
  "leaves-the-event-unread": {
    grade: "note",
    says: "It does not read what it is sent.",
    mend: "If that is not meant: the event comes on standard input.",
  },
  "no-pong": {
    grade: "wrong",
    says: "It does not answer a ping.",
    mend: "Answer a `ping` frame with `pong` within 5 s, else kwatchman takes it to hang, and replaces it.",
  },
  "does-not-end": {
    grade: "wrong",
    says: "It lives on after `shutdown` and the end of its input.",
    mend: "Leave the loop at a `shutdown` frame, and when standard input ends: else it is killed in the middle of its work.",
  },
  "believes-anybody": {
    grade: "wrong",
    says: "It takes an event whose signature does not fit.",
    mend: "Check the signature before anything else, over the bytes as they came: the packages named standardwebhooks do that.",
  },
  "not-signed": {
    grade: "note",
    says: "Whether it checks signatures was not tried: nothing was signed.",
    mend: "Give the secret it knows: --settings secret=whsec_…",
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof findingKinds;

/** One thing that a plugin gets wrong. */
export interface Finding extends FindingKind {
  readonly code: FindingCode;
  /** What it was seen by: the event it was sent, and what came of that. */
  readonly seen: string;
}

export function finding(code: FindingCode, seen: string): Finding {
  return { code, ...findingKinds[code], seen };
}
