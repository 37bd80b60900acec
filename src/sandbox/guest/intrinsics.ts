/**
 * The language as it was before the plugin could change it: what stays here works whatever becomes of the globals. Nothing
 * depends on that but the plugin's own calls: the sandbox trusts nothing that comes out of an isolate.
 */
export const { parse, stringify } = JSON;
export const { create, freeze, hasOwn, isFrozen, keys, setPrototypeOf } = Object;
export const { isArray } = Array;
export const { isFinite: isFiniteNumber } = Number;
export const { max, min } = Math;
export const OwnError = Error;
/** What a template or `+` would make of it. */
export const textOf: (value: unknown) => string = String;
export const OwnPromise = Promise;

const { bind, call } = Function.prototype;

/** `unbound(method)(self, …)` is `self.method(…)`, as the method is now. */
const unbound = bind.bind(call) as <Self, Args extends unknown[], Result>(
  method: (this: Self, ...args: Args) => Result,
) => (self: Self, ...args: Args) => Result;

export const slice = unbound(String.prototype.slice);
export const split = unbound(String.prototype.split as (this: string, separator: string) => string[]);
export const includes = unbound(String.prototype.includes as (this: string, part: string) => boolean);
export const join = unbound(Array.prototype.join);

/** A table without a prototype: nothing is found in it that was not put there, and no setter is met. */
export function table<Value>(): Record<string, Value> {
  return create(null) as Record<string, Value>;
}

/** An object that JSON.stringify writes as it stands. */
export function plain<Value extends object>(value: Value): Value {
  return setPrototypeOf(value, null) as Value;
}
