import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Entry, KeptBaseline, Manifest } from "./entries.ts";

const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** A longer dictionary costs more than it brings. */
const longestDictionary = 16 * 1024;

/** What compression leaves must be smaller than this part of the text, else the text stays. */
const worthwhile = 0.8;

/**
 * A manifest compressed by its likeness to the entry's dictionary: a Deployment of 3.3 KB takes some 100 bytes, 1 KB
 * without a dictionary. undefined: it does not pay.
 */
export function compressManifest(text: string, { dictionary }: Entry): Manifest | undefined {
  const compressed = zstdCompressSync(text, { params, ...(dictionary && { dictionary }) });
  if (compressed.length >= text.length * worthwhile) return undefined;
  return { text: compressed.toString("latin1"), isCompressed: true };
}

/** The manifest's JSON. */
export function readManifest({ manifest, place }: Pick<KeptBaseline, "manifest" | "place">): string {
  const { text, isCompressed } = manifest;
  if (!isCompressed) return text;
  const { dictionary } = place.entry;
  return zstdDecompressSync(Buffer.from(text, "latin1"), { ...(dictionary && { dictionary }) }).toString();
}

/** What other manifests of the same entry are compressed with: any of them will do. */
export function dictionaryOf(text: string): Buffer {
  return Buffer.from(text).subarray(0, longestDictionary);
}
