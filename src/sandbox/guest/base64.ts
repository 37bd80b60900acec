import { textOf } from "./intrinsics.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A text of bytes, each a character below 256, in base64. */
export function btoa(data: unknown): string {
  const text = textOf(data);
  if (/[^\0-\xff]/.test(text)) throw new RangeError("Expected characters below 256 only");
  let encoded = "";
  for (let at = 0; at < text.length; at += 3) {
    const length = Math.min(3, text.length - at);
    const bits = (text.charCodeAt(at) << 16) | (byteAt(text, at + 1) << 8) | byteAt(text, at + 2);
    for (let digit = 0; digit <= length; digit += 1) encoded += alphabet[(bits >> (18 - 6 * digit)) & 0x3f];
    encoded += "=".repeat(3 - length);
  }
  return encoded;
}

/** What `btoa` encoded. */
export function atob(data: unknown): string {
  const spaceless = textOf(data).replace(/[\t\n\f\r ]/g, "");
  const text = spaceless.length % 4 === 0 ? spaceless.replace(/==?$/, "") : spaceless;
  if (text.length % 4 === 1 || /[^\d+/A-Za-z]/.test(text)) throw new RangeError("Expected base64");
  let decoded = "";
  for (let at = 0; at < text.length; at += 4) {
    const digits = text.slice(at, at + 4);
    let bits = 0;
    for (let digit = 0; digit < 4; digit += 1) bits = (bits << 6) | Math.max(0, alphabet.indexOf(digits[digit] ?? "A"));
    for (let byte = 0; byte < digits.length - 1; byte += 1)
      decoded += String.fromCharCode((bits >> (16 - 8 * byte)) & 0xff);
  }
  return decoded;
}

function byteAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0;
}
