import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareListed,
  compareRemovedNamespace,
  compareUnlisted,
  compareWatched,
  type Difference,
} from "./differences.ts";
import { KnownVersions } from "./known-versions.ts";
import type { ObjectVersion, RawObject } from "./raw-object.ts";

function object(name: string, uid: string, resourceVersion: string, namespace = "shop"): RawObject {
  return { metadata: { namespace, name, uid, resourceVersion } };
}

function know(...objects: readonly RawObject[]): KnownVersions {
  const known = new KnownVersions();
  for (const { metadata } of objects) known.set({ namespace: "shop", ...metadata } as ObjectVersion);
  return known;
}

/** Compares and then knows, as handing on does. */
function apply(known: KnownVersions, differences: Iterable<Difference>): Difference[] {
  const applied = [];
  for (const difference of differences) {
    if (difference.state === "present") known.set(difference.version);
    else known.remove(difference.version.namespace, difference.version.name);
    applied.push(difference);
  }
  return applied;
}

function list(known: KnownVersions, objects: readonly RawObject[], namespace?: string): Difference[] {
  const pass = known.beginPass();
  const found = objects.flatMap((each) => apply(known, compareListed(known, each, false)));
  return [...found, ...apply(known, compareUnlisted(known, namespace, pass))];
}

const told = (differences: readonly Difference[]) =>
  differences.map(({ state, version }) => `${state} ${version.name} ${version.uid}@${version.resourceVersion}`);

describe("a list", () => {
  test("tells only what differs: new, changed and gone, all of it missed", () => {
    const known = know(object("same", "a", "1"), object("changed", "b", "2"), object("gone", "c", "3"));
    const differences = list(known, [object("same", "a", "1"), object("changed", "b", "9"), object("new", "d", "8")]);
    expect(told(differences)).toEqual(["present changed b@9", "present new d@8", "gone gone c@3"]);
    expect(differences.every(({ missed, initial }) => missed && !initial)).toBe(true);
    expect(differences.at(-1)?.raw).toBeNull();
  });

  test("tells of one name with another uid that the old object is gone before the new one is there", () => {
    const known = know(object("web", "old", "1"));
    expect(told(list(known, [object("web", "new", "1")]))).toEqual(["gone web old@1", "present web new@1"]);
  });

  test("of one namespace leaves those of others alone", () => {
    const known = know(object("web", "a", "1"));
    known.set({ namespace: "bank", name: "api", uid: "b", resourceVersion: "2" });
    expect(told(list(known, [], "bank"))).toEqual(["gone api b@2"]);
    expect(known.size).toBe(1);
  });

  test("is initial only for what nobody knows", () => {
    const known = know(object("known", "a", "1"));
    const [changed] = compareListed(known, object("known", "a", "2"), true);
    const [found] = compareListed(known, object("new", "b", "3"), true);
    expect(changed).toMatchObject({ initial: false, missed: true });
    expect(found).toMatchObject({ initial: true, missed: false });
  });

  test("that was broken off and began again sweeps by its last pass alone", () => {
    const known = new KnownVersions();
    known.beginPass();
    apply(known, compareListed(known, object("deleted-meanwhile", "a", "1"), true));
    expect(told(list(known, [object("still-there", "b", "2")]))).toEqual([
      "present still-there b@2",
      "gone deleted-meanwhile a@1",
    ]);
  });

  test("leaves known exactly what it had, whatever was known before, and the same list again is no difference", () => {
    const names = fc.constantFrom("a", "b", "c", "d");
    const objects = fc.uniqueArray(fc.tuple(names, fc.constantFrom("u1", "u2"), fc.constantFrom("1", "2")), {
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(objects, objects, (before, now) => {
        const known = know(...before.map((each) => object(...each)));
        const listed = now.map((each) => object(...each));
        list(known, listed);
        expect(known.size).toBe(listed.length);
        for (const [name, uid, resourceVersion] of now) {
          expect(known.get("shop", name)).toMatchObject({ uid, resourceVersion });
        }
        expect(list(known, listed)).toEqual([]);
      }),
    );
  });
});

describe("a watch", () => {
  test("tells each change once: what a list has told already is none", () => {
    const known = know(object("web", "a", "1"));
    expect([...compareWatched(known, { type: "ADDED", object: object("web", "a", "1") })]).toEqual([]);
    const [change] = compareWatched(known, { type: "MODIFIED", object: object("web", "a", "2") });
    expect(change).toMatchObject({ state: "present", initial: false, missed: false });
  });

  test("tells a deletion with the last state, and none of what is not known", () => {
    const known = know(object("web", "a", "1"));
    const last = object("web", "a", "5");
    expect([...compareWatched(known, { type: "DELETED", object: last })]).toMatchObject([{ state: "gone", raw: last }]);
    expect([...compareWatched(known, { type: "DELETED", object: object("web", "other", "5") })]).toEqual([]);
    expect([...compareWatched(known, { type: "DELETED", object: object("api", "b", "5") })]).toEqual([]);
  });
});

test("a namespace that is removed takes all that was in it along", () => {
  const known = know(object("web", "a", "1"), object("api", "b", "2"));
  known.set({ namespace: "bank", name: "vault", uid: "c", resourceVersion: "3" });
  expect(told(apply(known, compareRemovedNamespace(known, "shop")))).toEqual(["gone web a@1", "gone api b@2"]);
  expect(known.size).toBe(1);
});
