/** What an object is called by those who wrote it. */
export interface ObjectWords {
  readonly one: string;
  readonly many: string;
}

/** In a configuration. */
export const tables: ObjectWords = { one: "a table", many: "tables" };

/** In JSON. */
export const objects: ObjectWords = { one: "an object", many: "objects" };
