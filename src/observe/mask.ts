import { replaceOccurrences } from "./occurrences.ts";
import { insideJson, spellingsOf } from "./spellings.ts";

/** What stands in a secret's place. */
const masked = "***";

/** A shorter secret is hidden only as a whole value: within other text that would hide everything and protect nothing. */
const shortestWithin = 3;

/** Names that the host gives to members of every line: one that is also a secret would be told by hiding it. */
const hostNames: ReadonlySet<string> = new Set(["level", "time", "msg", "handler"]);
/** Those of them whose values the host makes, too. */
const hostValues: ReadonlySet<string> = new Set(["level", "time"]);

/** Keeps secrets out of what is written. */
export interface Mask {
  /** One line of JSON, an object, without secrets in its keys and values; still JSON. */
  line(json: string): string;
  /** Any text without secrets. */
  text(text: string): string;
  /** Hides these from now on, too. */
  learn(secrets: readonly string[]): void;
}

/**
 * Hides the given secrets as they are and as JSON, a URL or base64 spell them, and each longer line of one that has
 * several. One of one or two characters is hidden only where it is the whole of a value in a line.
 */
export function createMask(secrets: readonly string[]): Mask {
  const known = new Set(secrets);
  let { short, within, inLines } = spellOut(known);
  const text = (plain: string) => replaceOccurrences(plain, within, masked);
  const textIn = (plain: string) => (short.has(plain) ? masked : text(plain));

  function value(plain: unknown): unknown {
    if (typeof plain === "string") return textIn(plain);
    if (typeof plain === "number") return text(String(plain)) === String(plain) ? plain : masked;
    if (Array.isArray(plain)) return plain.map(value);
    if (typeof plain !== "object" || plain === null) return plain;
    return Object.fromEntries(Object.entries(plain).map(([key, inner]) => [textIn(key), value(inner)]));
  }

  function member([key, plain]: [string, unknown]): [string, unknown] {
    return [hostNames.has(key) ? key : textIn(key), hostValues.has(key) ? plain : value(plain)];
  }

  return {
    text,
    learn(more) {
      if (more.every((secret) => known.has(secret))) return;
      for (const secret of more) known.add(secret);
      ({ short, within, inLines } = spellOut(known));
    },
    line(json) {
      if (!inLines.some((spelling) => json.includes(spelling))) return json;
      return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(json) as object).map(member)));
    },
  };
}

/** What to look for: whole values, texts within others, and how either stands in a line of JSON. */
interface Spelled {
  readonly short: ReadonlySet<string>;
  readonly within: readonly string[];
  readonly inLines: readonly string[];
}

function spellOut(secrets: ReadonlySet<string>): Spelled {
  const all = [...secrets].filter((secret) => secret !== "");
  const short = new Set(all.filter((secret) => secret.length < shortestWithin));
  const within = [...new Set(all.filter((secret) => !short.has(secret)).flatMap(spellingsOf))];
  return { short, within, inLines: [...within.map(insideJson), ...[...short].map((secret) => JSON.stringify(secret))] };
}
