/** Lines shorter than this, of a secret with several, are too common to be hidden by themselves. */
const shortestLine = 8;

/** A secret as it may turn up in text: as it is, line by line, and as JSON, a URL or base64 spell it. */
export function spellingsOf(secret: string): string[] {
  const lines = secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestLine);
  return [secret, ...lines].flatMap((plain) => [
    plain,
    insideJson(plain),
    encodeURIComponent(plain.toWellFormed()),
    base64(plain),
  ]);
}

/** The spelling that JSON gives a text within quotes. */
export function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
