import { textOf } from "./intrinsics.ts";

/** The Encoding standard's, for UTF-8 alone. */
export class TextEncoder {
  readonly encoding = "utf-8";

  encode(text: unknown = ""): Uint8Array {
    const string = textOf(text).toWellFormed();
    const bytes = new Uint8Array(string.length * 3);
    let length = 0;
    for (const character of string) {
      for (const byte of bytesOf(character.codePointAt(0) ?? 0)) {
        bytes[length] = byte;
        length += 1;
      }
    }
    return bytes.slice(0, length);
  }
}

function bytesOf(point: number): number[] {
  if (point < 0x80) return [point];
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return [0xc0 | (point >> 6), last];
  const middle = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x1_0000) return [0xe0 | (point >> 12), middle, last];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), middle, last];
}

interface DecoderOptions {
  readonly fatal?: boolean;
  readonly ignoreBOM?: boolean;
}

const labels: ReadonlySet<string> = new Set(["utf-8", "utf8", "unicode-1-1-utf-8"]);
const replacement = 0xfffd;
const byteOrderMark = 0xfeff;

/** The Encoding standard's, for UTF-8 alone, and of whole texts. */
export class TextDecoder {
  readonly encoding = "utf-8";
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  constructor(label: unknown = "utf-8", { fatal = false, ignoreBOM = false }: DecoderOptions = {}) {
    if (!labels.has(textOf(label).trim().toLowerCase()))
      throw new RangeError(`Only utf-8 is known here, not "${textOf(label)}"`);
    this.fatal = fatal;
    this.ignoreBOM = ignoreBOM;
  }

  decode(input?: ArrayBuffer | ArrayBufferView): string {
    const bytes = bytesIn(input);
    let text = "";
    let at = 0;
    while (at < bytes.length) {
      const { point, length } = readPoint(bytes, at);
      if (point === undefined && this.fatal) throw new TypeError("The encoded data was not valid utf-8");
      const isMark = at === 0 && point === byteOrderMark && !this.ignoreBOM;
      if (!isMark) text += String.fromCodePoint(point ?? replacement);
      at += length;
    }
    return text;
  }
}

function bytesIn(input: ArrayBuffer | ArrayBufferView | undefined): Uint8Array {
  if (input === undefined) return new Uint8Array();
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}

interface Sequence {
  /** How many bytes follow. */
  readonly more: number;
  /** The bits of the point in the first byte. */
  readonly bits: number;
  /** Between which the second byte lies: so no point has two forms, and none is a surrogate or too large. */
  readonly lower: number;
  readonly upper: number;
}

function sequenceAt(first: number): Sequence | undefined {
  if (first >= 0xc2 && first <= 0xdf) return { more: 1, bits: first & 0x1f, lower: 0x80, upper: 0xbf };
  if (first >= 0xe0 && first <= 0xef) {
    return { more: 2, bits: first & 0x0f, lower: first === 0xe0 ? 0xa0 : 0x80, upper: first === 0xed ? 0x9f : 0xbf };
  }
  if (first < 0xf0 || first > 0xf4) return undefined;
  return { more: 3, bits: first & 0x07, lower: first === 0xf0 ? 0x90 : 0x80, upper: first === 0xf4 ? 0x8f : 0xbf };
}

/** One character; without a point if the bytes are none, and then as long as what has begun like one. */
function readPoint(bytes: Uint8Array, at: number): { readonly point: number | undefined; readonly length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { point: first, length: 1 };
  const sequence = sequenceAt(first);
  if (sequence === undefined) return { point: undefined, length: 1 };
  let { bits: point, lower, upper } = sequence;
  for (let next = 1; next <= sequence.more; next += 1) {
    const byte = bytes[at + next] ?? 0;
    if (byte < lower || byte > upper) return { point: undefined, length: next };
    point = (point << 6) | (byte & 0x3f);
    lower = 0x80;
    upper = 0xbf;
  }
  return { point, length: sequence.more + 1 };
}
