/**
 * The language as it was before the plugin could change it: what stays here works whatever becomes of the globals. Nothing
 * depends on that but the plugin's own calls: the sandbox trusts nothing that comes out of an isolate.
 */
export const { parse, stringify } = JSON;
export const { freeze, hasOwn, keys } = Object;
export const { isArray } = Array;
export const { isFinite: isFiniteNumber } = Number;
export const { max } = Math;
export const OwnError = Error;
/** What a template or `+` would make of it. */
export const textOf: (value: unknown) => string = String;
export const OwnPromise = Promise;

const { create, setPrototypeOf } = Object;
const { apply } = Reflect;

export const slice = methodOf(String.prototype, "slice") as (text: string, start: number, end: number) => string;
export const split = methodOf(String.prototype, "split") as (text: string, separator: string) => string[];
export const includes = methodOf(String.prototype, "includes") as (text: string, part: string) => boolean;
export const join = methodOf(Array.prototype, "join") as (list: readonly string[], separator: string) => string;

/** A method as it is now, called with what it is called on. */
function methodOf(prototype: object, name: string): (self: never, ...args: never[]) => unknown {
  const method = (prototype as Readonly<Record<string, () => unknown>>)[name] ?? (() => {});
  return (self, ...args) => apply(method, self, args);
}

/** A table without a prototype: nothing is found in it that was not put there, and no setter is met. */
export function table<Value>(): Record<string, Value> {
  return create(null) as Record<string, Value>;
}

/** An object that JSON.stringify writes as it stands. */
export function plain<Value extends object>(value: Value): Value {
  return setPrototypeOf(value, null) as Value;
}
