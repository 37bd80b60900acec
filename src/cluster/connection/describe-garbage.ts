/** What came in the place of JSON, in words: never the text itself, which may be a piece of a Secret. */
export function describeGarbage(bytes: Buffer): string {
  return isWebPage(bytes.toString("latin1", 0, 100)) ? "a web page" : `${bytes.length} bytes that are not JSON`;
}

/** A proxy's or a login's, usually. */
export function isWebPage(text: string): boolean {
  return /^\s*<(!doctype\s+html|html)\b/i.test(text);
}
