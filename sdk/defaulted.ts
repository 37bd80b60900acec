import { type TSchema, Type } from "typebox";

/** May be left out by the user; validation fills its default in, so that code always finds it. */
export function Defaulted<Schema extends TSchema>(schema: Schema): Schema {
  return Type.Optional(schema) as TSchema as Schema;
}
