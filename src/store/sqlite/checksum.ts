import { crc32 } from "node:zlib";
import type { KeptBaseline } from "../memory/entries.ts";

/** Tells whether a row is as it was written: SQLite itself sees only whether its pages hang together. */
export function checksumOf({ name, uid, resourceVersion, manifest }: Omit<KeptBaseline, "place">): number {
  return crc32(manifest.text, crc32(`${name}\n${uid}\n${resourceVersion}`));
}
