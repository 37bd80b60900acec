/** The HTML standard's, for what a plugin has: plain data, dates, patterns, maps, sets, errors and bytes. */
export function structuredClone<Value>(value: Value): Value {
  return clone(value, new Map()) as Value;
}

type Seen = Map<object, unknown>;

function clone(value: unknown, seen: Seen): unknown {
  if (typeof value === "function" || typeof value === "symbol") throw notCloneable(value);
  if (typeof value !== "object" || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  return (
    cloneSimple(value, seen) ?? cloneBytes(value, seen) ?? cloneCollection(value, seen) ?? cloneMembers(value, seen)
  );
}

function cloneSimple(value: object, seen: Seen): object | undefined {
  const copy = copyOf(value);
  if (copy !== undefined) seen.set(value, copy);
  return copy;
}

function copyOf(value: object): object | undefined {
  if (value instanceof Date) return new Date(value);
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof ArrayBuffer) return value.slice();
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef || value instanceof Promise) {
    throw notCloneable(value);
  }
  return undefined;
}

function cloneBytes(value: object, seen: Seen): object | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const buffer = clone(value.buffer, seen) as ArrayBuffer;
  const length = "length" in value ? (value.length as number) : value.byteLength;
  const View = value.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => object;
  const copy = new View(buffer, value.byteOffset, length);
  seen.set(value, copy);
  return copy;
}

function cloneCollection(value: object, seen: Seen): object | undefined {
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    seen.set(value, copy);
    for (const [key, member] of value as Map<unknown, unknown>) copy.set(clone(key, seen), clone(member, seen));
    return copy;
  }
  if (!(value instanceof Set)) return undefined;
  const copy = new Set<unknown>();
  seen.set(value, copy);
  for (const member of value as Set<unknown>) copy.add(clone(member, seen));
  return copy;
}

function cloneMembers(value: object, seen: Seen): object {
  if (value instanceof Error) return cloneError(value, seen);
  const copy: Record<string, unknown> = {};
  const target = Array.isArray(value) ? Object.assign([], { length: value.length }) : copy;
  seen.set(value, target);
  for (const [key, member] of Object.entries(value)) {
    Object.defineProperty(target, key, {
      value: clone(member, seen),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return target;
}

const errorTypes = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

function cloneError(value: Error, seen: Seen): Error {
  const Type = errorTypes.find(({ name }) => name === value.name) ?? Error;
  const copy = new Type(value.message);
  seen.set(value, copy);
  if (value.stack !== undefined) copy.stack = value.stack;
  if (Object.hasOwn(value, "cause")) copy.cause = clone(value.cause, seen);
  return copy;
}

function notCloneable(value: unknown): Error {
  const error = new Error(`${typeof value === "symbol" ? "A symbol" : `A ${typeof value}`} could not be cloned`);
  error.name = "DataCloneError";
  return error;
}
