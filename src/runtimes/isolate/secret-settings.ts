import { pathOfPointer } from "../../config/document/key-path.ts";

/** A handler's settings as its isolate sees them, and what it does not see. */
export interface SplitSettings {
  readonly visible: Readonly<Record<string, unknown>>;
  /** By what stands in their places: `{{secret:token}}`. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** Puts `{{secret:key}}` in the place of each secret; `key` is its path with dots. */
export function splitSettings(
  settings: Readonly<Record<string, unknown>>,
  secretPointers: readonly string[],
): SplitSettings {
  const visible = structuredClone(settings) as Record<string, unknown>;
  const secrets = new Map<string, string>();
  for (const pointer of secretPointers) hide(visible, pathOfPointer(pointer).map(String), [], secrets);
  return { visible, secrets };
}

/** @param way where the table stands in the settings */
function hide(
  table: Record<string, unknown>,
  path: readonly string[],
  way: readonly string[],
  secrets: Map<string, string>,
): void {
  const [step, ...rest] = path;
  const steps = step === undefined ? Object.keys(table) : [step];
  for (const name of steps) {
    if (!Object.hasOwn(table, name)) continue;
    const value = table[name];
    const here = [...way, name];
    if (typeof value === "object" && value !== null) hide(value as Record<string, unknown>, rest, here, secrets);
    else if (value !== null && value !== undefined) table[name] = keep(here.join("."), textOf(value), secrets);
  }
}

/** A number or a truth value is sent as it is written. */
const textOf: (value: unknown) => string = String;

function keep(key: string, value: string, secrets: Map<string, string>): string {
  const mark = `{{secret:${key}}}`;
  // A place that two pointers name has been hidden already.
  if (value !== mark) secrets.set(mark, value);
  return mark;
}
