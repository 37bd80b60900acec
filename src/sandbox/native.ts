import { createRequire } from "node:module";
import type ivm from "isolated-vm";

export type Ivm = typeof ivm;

/** Loads isolated-vm's library, whose path the host found out: here nothing else may be read. */
export function loadNative(file: string): Ivm {
  return (createRequire(file)(file) as { readonly ivm: Ivm }).ivm;
}

/** Options for isolated-vm: without a prototype, so that nothing is read from one. */
export function options<Options extends object>(members: Options): Options {
  return Object.freeze(Object.setPrototypeOf(members, null) as Options);
}
