import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storeFile, type StoreFile } from "./fixtures/stores.ts";
import type { Baseline, Scope } from "./store.ts";

const scope: Scope = { cluster: "c1", entry: "deployment", namespace: "*" };

function baseline(resourceVersion: string, note = ""): Baseline {
  return { uid: "u1", resourceVersion, json: JSON.stringify({ metadata: { name: "web", annotations: { note } } }) };
}

/** Runs SQL on the file, as another process would. */
function alter(path: string, sql: string): void {
  mkdirSync(dirname(path), { recursive: true });
  using database = new DatabaseSync(path);
  database.exec(sql);
}

function failure(open: () => unknown): unknown {
  try {
    open();
  } catch (error) {
    return error;
  }
  throw new Error("Expected it to throw");
}

describe("after a restart", () => {
  test("everything is as it was", async () => {
    const file = storeFile();
    const before = file.open();
    before.putBaseline(scope, "shop", "web", baseline("1", "größer 猫 🚀"));
    before.putBaseline(scope, "shop", "api", baseline("2"));
    before.putBaseline(scope, "shop", "old", baseline("3"));
    before.removeBaseline(scope, "shop", "old");
    before.putOnceResults(scope, "shop", "new", "e1", new Map([["slack", { next: true }]]));
    before.markListed(scope);
    await before.close();

    const after = file.open();
    expect(after.redactionKey).toEqual(before.redactionKey);
    expect(after.getBaseline(scope, "shop", "web")).toEqual(baseline("1", "größer 猫 🚀"));
    expect([...after.knownVersions(scope)].map(({ name }) => name).sort()).toEqual(["api", "web"]);
    expect(after.getOnceResults(scope, "shop", "new", "e1")).toEqual(new Map([["slack", { next: true }]]));
    expect(after.isListed(scope)).toBe(true);
    expect(file.lines).toEqual([]);
  });

  test("what was compressed is as it was, and takes less room", async () => {
    const file = storeFile();
    const manifests = Array.from({ length: 12 }, (_, index) =>
      baseline(String(index), `${"x".repeat(2_000_000)}${index}`),
    );
    const before = file.open();
    for (const [index, manifest] of manifests.entries()) before.putBaseline(scope, "shop", `web-${index}`, manifest);
    await before.close();
    expect(statSync(file.path).size).toBeLessThan(18_000_000);

    const after = file.open();
    const same = manifests.map(({ json }, index) => after.getBaseline(scope, "shop", `web-${index}`)?.json === json);
    expect(same).toEqual(manifests.map(() => true));
  });

  test("a namespace whose last object is gone leaves nothing behind, and may come again", async () => {
    const file = storeFile();
    const store = file.open();
    store.markListed(scope);
    store.putBaseline(scope, "shop", "web", baseline("1"));
    store.putBaseline(scope, "bank", "web", baseline("2"));
    store.removeBaseline(scope, "shop", "web");
    store.removeBaseline(scope, "bank", "web");
    store.putBaseline(scope, "bank", "web", baseline("3"));
    await store.close();
    using database = new DatabaseSync(file.path);
    const places = database.prepare("SELECT namespace FROM place ORDER BY namespace").all();
    expect(places.map(({ namespace }) => namespace)).toEqual(["*", "bank"]);
    expect(file.open().getBaseline(scope, "bank", "web")).toEqual(baseline("3"));
  });

  test("a scope and objects that come later get places of their own", async () => {
    const file = storeFile();
    for (const namespace of ["a", "b", "c"]) {
      const store = file.open();
      store.putBaseline(scope, namespace, "web", baseline(namespace));
      store.putBaseline({ ...scope, entry: namespace }, namespace, "web", baseline(`${namespace}2`));
      await store.close();
    }
    const store = file.open();
    expect([...store.knownVersions(scope)].map(({ resourceVersion }) => resourceVersion)).toEqual(["a", "b", "c"]);
    expect(store.getBaseline({ ...scope, entry: "b" }, "b", "web")).toEqual(baseline("b2"));
  });

  test("what was forgotten stays forgotten", async () => {
    const file = storeFile();
    const before = file.open();
    before.putBaseline(scope, "shop", "web", baseline("1"));
    before.putOnceResults(scope, "shop", "api", "e1", new Map());
    before.forgetUnwatched("c1", () => false, Date.now() + 8 * 24 * 3_600_000);
    await before.close();

    const after = file.open();
    expect([...after.knownVersions(scope)]).toEqual([]);
    after.putBaseline(scope, "shop", "web", baseline("2"));
    expect(after.getBaseline(scope, "shop", "web")).toEqual(baseline("2"));
  });

  test("any sequence of changes has left what it left in memory", async () => {
    const change = fc.record({
      name: fc.constantFrom("a", "b", "c"),
      namespace: fc.constantFrom("n1", "n2"),
      what: fc.constantFrom("put", "remove", "results", "restart"),
      version: fc.integer({ min: 1, max: 99 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 40 }), async (changes) => {
        const file = storeFile();
        let store = file.open();
        const expected = new Map<string, Baseline>();
        for (const { what, namespace, name, version } of changes) {
          if (what === "put") {
            expected.set(`${namespace}/${name}`, baseline(String(version)));
            store.putBaseline(scope, namespace, name, baseline(String(version)));
          } else if (what === "remove") {
            expected.delete(`${namespace}/${name}`);
            store.removeBaseline(scope, namespace, name);
          } else if (what === "results") store.putOnceResults(scope, namespace, name, "e", new Map());
          else {
            await store.close();
            store = file.open();
          }
        }
        await store.close();
        store = file.open();
        const found = [...store.knownVersions(scope)].map(({ namespace, name }) => `${namespace}/${name}`);
        expect(new Set(found)).toEqual(new Set(expected.keys()));
        for (const [key, kept] of expected) {
          const [namespace = "", name = ""] = key.split("/");
          expect(store.getBaseline(scope, namespace, name)).toEqual(kept);
        }
        await store.close();
      }),
      { numRuns: 30 },
    );
  });
});

describe("the file", () => {
  test("can be read by nobody but its owner", () => {
    const file = storeFile();
    file.open();
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(statSync(`${file.path}-wal`).mode & 0o777).toBe(0o600);
  });

  test("is written a moment later, without being closed", async () => {
    const file = storeFile();
    const store = file.open();
    store.putBaseline(scope, "shop", "web", baseline("1"));
    expect(store.status().pendingWrites).toBeGreaterThan(0);
    await expect.poll(() => store.status().pendingWrites, { timeout: 15_000 }).toBe(0);
    expect(rowsIn(file, "baseline")).toBe(1);
  });

  test("of version 0, empty, becomes one of this version", () => {
    const file = storeFile();
    alter(file.path, "PRAGMA user_version = 0; VACUUM");
    file.open().markListed(scope);
    using database = new DatabaseSync(file.path);
    expect(database.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: 1 });
    expect(database.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" });
  });

  test("that a newer kwatchman has written is refused, and left as it is", async () => {
    const file = storeFile();
    await file.open().close();
    alter(file.path, "PRAGMA user_version = 99");
    const before = readFileSync(file.path);
    expect(failure(() => file.open())).toMatchObject({
      code: "KW_STORE_NEWER",
      message: `Expected the store ${file.path} to have version 1 or an older one, got 99`,
    });
    expect(readFileSync(file.path).equals(before)).toBe(true);
  });

  test("of another program is refused, and left as it is", () => {
    const file = storeFile();
    alter(file.path, "CREATE TABLE bookmarks (url TEXT)");
    const before = readFileSync(file.path);
    expect(failure(() => file.open())).toMatchObject({
      code: "KW_STORE_CORRUPT",
      mend: expect.stringContaining("path"),
    });
    expect(readFileSync(file.path).equals(before)).toBe(true);
  });

  test("that is no SQLite file is refused, and left as it is", () => {
    const file = storeFile();
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, "no database at all ".repeat(500));
    expect(failure(() => file.open())).toMatchObject({ code: "KW_STORE_CORRUPT" });
    expect(readFileSync(file.path, "utf8")).toMatch(/^no database at all/);
  });

  test.each([
    { damage: "cut short", spoil: (path: string) => truncateSync(path, 12_000) },
    { damage: "overwritten in the middle", spoil: (path: string) => overwrite(path, 20_000, 3000) },
    { damage: "changed in one manifest", spoil: (path: string) => replaceIn(path, "note-of-web-7", "note-of-web-8") },
  ])("that is $damage is refused", async ({ spoil }) => {
    const file = storeFile();
    const store = file.open();
    for (let index = 0; index < 50; index += 1) {
      store.putBaseline(scope, "shop", `web-${index}`, baseline("1", `note-of-web-${index} ${"x".repeat(500)}`));
    }
    await store.close();
    spoil(file.path);
    expect(failure(() => file.open())).toMatchObject({
      code: "KW_STORE_CORRUPT",
      mend: expect.stringMatching(/move it/),
    });
  });

  test("that stands where no file can be is refused", () => {
    const file = storeFile();
    mkdirSync(file.path, { recursive: true });
    expect(failure(() => file.open())).toMatchObject({ code: "KW_STORE_UNAVAILABLE" });
  });

  test("belongs to one host at a time, which the other is told of; then to the next", async () => {
    const file = storeFile();
    const first = file.open();
    expect(failure(() => file.open())).toMatchObject({
      code: "KW_STORE_LOCKED",
      message: expect.stringContaining(`process id ${process.pid} on `),
    });
    await first.close();
    expect(file.open().status()).toMatchObject({ kind: "sqlite", failure: undefined });
  });
});

function rowsIn({ path }: StoreFile, table: string): number {
  using database = new DatabaseSync(path, { readOnly: true });
  return Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.["rows"]);
}

function overwrite(path: string, from: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, from, from + length);
  writeFileSync(path, bytes);
}

function replaceIn(path: string, text: string, other: string): void {
  const bytes = readFileSync(path);
  bytes.write(other, bytes.indexOf(text));
  writeFileSync(path, bytes);
}
