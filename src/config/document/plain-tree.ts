import type { KeyPath } from "./key-path.ts";

/** An object of a document; without a prototype, so that no key of a user's can be mistaken for a method. */
export type Table = Record<string, unknown>;

/** Whether it is an object of a document: neither a list nor null. */
export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Copies parsed data to plain JSON: tables without a prototype, dates as their text. */
export function plainTree(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainTree);
  if (value instanceof Date) return value.toISOString();
  if (!isTable(value)) return value;
  const table: Table = Object.create(null);
  for (const [key, member] of Object.entries(value)) table[key] = plainTree(member);
  return table;
}

/** The paths of keys that change an object's prototype where code is careless: nobody needs them. */
export function unsafeKeys(value: unknown, path: KeyPath = []): KeyPath[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unsafeKeys(item, [...path, index]));
  if (!isTable(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "__proto__" ? [[...path, key]] : unsafeKeys(member, [...path, key]),
  );
}
