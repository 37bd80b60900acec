import { StatusError } from "../status-error.ts";

/** Reads the `resourceVersion` a client sent; 0 when it sent none: anything will do. */
export function readRevision(text: string | null): number {
  if (!text) return 0;
  if (/^\d+$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing "${text}": invalid syntax`;
  throw new StatusError(500, undefined, `resourceVersion: Invalid value: "${text}": ${why}`);
}
