import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { baseline, everywhere } from "../fixtures/baselines.ts";
import { storeFile, type StoreFile } from "../fixtures/stores.ts";

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
    store.putBaseline(everywhere, "shop", "web", baseline("1"));
    expect(store.status().pendingWrites).toBeGreaterThan(0);
    await expect.poll(() => store.status().pendingWrites, { timeout: 15_000 }).toBe(0);
    expect(rowsIn(file, "baseline")).toBe(1);
  });

  test("of version 0, empty, becomes one of this version", () => {
    const file = storeFile();
    alter(file.path, "PRAGMA user_version = 0; VACUUM");
    file.open().markListed(everywhere);
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
      store.putBaseline(everywhere, "shop", `web-${index}`, baseline("1", `note-of-web-${index} ${"x".repeat(500)}`));
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
