const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

const metadataKey = Buffer.from('"metadata":');
const managedFieldsKey = Buffer.from('"managedFields":');

/**
 * An object's JSON text without `metadata.managedFields`: half of it, which would take half of the time to parse and then
 * be thrown away. Knows compact JSON, as servers write it, and of any other may leave them in. Checks nothing: what is
 * left is going to be parsed.
 */
export function cutManagedFields(json: Buffer): string {
  const metadata = findMember(json, 0, metadataKey);
  const member = metadata && findMember(json, metadata + metadataKey.length, managedFieldsKey);
  if (member === undefined) return json.toString("utf8");
  const end = endOfValue(json, member + managedFieldsKey.length);
  // One comma goes with it: the next, or where it is the last member, the one before.
  if (json[end] === COMMA) return without(json, member, end + 1);
  if (json[end] === CLOSING_BRACE) return without(json, json[member - 1] === COMMA ? member - 1 : member, end);
  return json.toString("utf8");
}

function without(json: Buffer, start: number, end: number): string {
  return json.toString("utf8", 0, start) + json.toString("utf8", end);
}

/** Where a member starts, in the object that starts at `from`. */
function findMember(json: Buffer, from: number, key: Buffer): number | undefined {
  if (json[from] !== OPENING_BRACE) return undefined;
  let at = from + 1;
  while (json[at] === QUOTE) {
    if (isAt(json, at, key)) return at;
    const colon = endOfString(json, at);
    if (json[colon] !== COLON) return undefined;
    const comma = endOfValue(json, colon + 1);
    if (json[comma] !== COMMA) return undefined;
    at = comma + 1;
  }
  return undefined;
}

function isAt(json: Buffer, at: number, bytes: Buffer): boolean {
  let length = 0;
  while (length < bytes.length && json[at + length] === bytes[length]) length += 1;
  return length === bytes.length;
}

/** Just past the value that starts here; here, if none does. */
function endOfValue(json: Buffer, start: number): number {
  const first = json[start];
  if (first === QUOTE) return endOfString(json, start);
  if (first === OPENING_BRACE || first === OPENING_BRACKET) return endOfContainer(json, start);
  let end = start;
  while (!endsScalar(json[end])) end += 1;
  return end;
}

function endOfContainer(json: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const byte = json[at];
    if (byte === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth += 1;
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth -= 1;
    at += 1;
  } while (depth > 0 && at < json.length);
  return at;
}

function endOfString(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

function endsScalar(byte = SPACE): boolean {
  return byte <= SPACE || byte === COMMA || byte === CLOSING_BRACE || byte === CLOSING_BRACKET;
}
