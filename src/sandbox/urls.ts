import { settableUrlParts } from "./url-parts.ts";

type SettablePart = (typeof settableUrlParts)[number];
type Parts = Record<SettablePart | "origin", string>;

/** What makes up a URL; null if the text is none. */
export function urlParts(text: string, base: string): Parts | null {
  const url = base === "" ? URL.parse(text) : URL.parse(text, base);
  return url === null ? null : partsOf(url);
}

/** The same with one part changed: as with the standard's setters, what cannot be set stays, but for `href`. */
export function withUrlPart(text: string, part: string, value: string): Parts {
  const url = new URL(text);
  if (isSettable(part)) url[part] = value;
  return partsOf(url);
}

function isSettable(part: string): part is SettablePart {
  return settableUrlParts.includes(part as SettablePart);
}

function partsOf(url: URL): Parts {
  const parts = ["origin", ...settableUrlParts] as const;
  return Object.fromEntries(parts.map((part) => [part, url[part]])) as Parts;
}
