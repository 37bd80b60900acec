import { Type } from "typebox";

/** The title of the schema of references, by which messages know not to offer them. */
export const referenceTitle = "reference";

/** `{ env = "NAME" }` or `{ file = "path" }`: may stand wherever a string may. */
const ReferenceSchema = Type.Object(
  {
    env: Type.Optional(Type.String({ description: "The environment variable that holds the string." })),
    file: Type.Optional(Type.String({ description: "The file that holds the string, relative to this one." })),
  },
  { title: referenceTitle, minProperties: 1, maxProperties: 1, additionalProperties: false },
);

interface TextOptions {
  readonly description?: string;
  readonly default?: string;
  readonly format?: string;
  readonly formatMinimum?: string;
  readonly minLength?: number;
  readonly writeOnly?: boolean;
}

/** A string, or where it comes from; a string once references are resolved. */
export function Text({ description, default: byDefault, writeOnly, ...string }: TextOptions = {}) {
  const annotations = {
    ...(writeOnly && { writeOnly }),
    ...(description && { description }),
    ...(byDefault !== undefined && { default: byDefault }),
  };
  return Type.Unsafe<string>(Type.Union([Type.String(string), ReferenceSchema], annotations));
}
