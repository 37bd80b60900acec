/** Freezes a JSON tree in place. What is frozen already is taken to be frozen all the way down. */
export function deepFreeze<T extends object>(tree: T): T {
  if (Object.isFrozen(tree)) return tree;
  Object.freeze(tree);
  for (const member of Object.values(tree)) {
    if (typeof member === "object" && member !== null) deepFreeze(member);
  }
  return tree;
}
