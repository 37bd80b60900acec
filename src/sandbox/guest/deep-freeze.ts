import { freeze, keys } from "./intrinsics.ts";

/** Freezes what JSON made, all the way down. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    const names = keys(value);
    const members = value as Readonly<Record<string, unknown>>;
    for (let index = 0; index < names.length; index += 1) deepFreeze(members[names[index] ?? ""]);
    freeze(value);
  }
  return value;
}
