/** Whether two JSON values are equal, whatever the order of their members. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one)) return Array.isArray(other) && haveSameElements(one, other);
  return !Array.isArray(other) && haveSameMembers(one as Members, other as Members);
}

type Members = Readonly<Record<string, unknown>>;

function haveSameElements(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((element, index) => isSame(element, other[index]));
}

function haveSameMembers(one: Members, other: Members): boolean {
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  for (const key of keys) {
    // No JSON value equals an inherited member: only those that differ have to be looked up.
    if (one[key] !== other[key] && !(Object.hasOwn(other, key) && isSame(one[key], other[key]))) return false;
  }
  return true;
}
