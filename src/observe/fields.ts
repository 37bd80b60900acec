import { errorFields } from "./error-fields.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Members of a line that nobody but the host sets; a field of that name gets an underscore. */
const reserved: ReadonlySet<string> = new Set(["level", "time", "msg"]);
/** As `reserved`, for a plugin, which cannot speak for another handler. */
const reservedForPlugins: ReadonlySet<string> = new Set([...reserved, "handler"]);

export function hostFields(fields: Fields, withStack: boolean): Fields {
  return renamed(fields, reserved, withStack);
}

/** What a plugin hands to its log: it may be JavaScript and hand over anything. */
export function pluginFields(fields: unknown, withStack: boolean): Fields {
  if (fields === undefined) return {};
  if (fields instanceof Error) return { error: errorFields(fields, withStack) };
  if (typeof fields !== "object" || fields === null) return { fields };
  return renamed({ ...fields }, reservedForPlugins, withStack);
}

function renamed(fields: Fields, names: ReadonlySet<string>, withStack: boolean): Fields {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    shown[names.has(name) ? `${name}_` : name] = value instanceof Error ? errorFields(value, withStack) : value;
  }
  return shown;
}
