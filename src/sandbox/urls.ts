const parts = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;

type Part = (typeof parts)[number];

/** What makes up a URL; null if the text is none. */
export function urlParts(text: string, base: string): Record<Part, string> | null {
  const url = base === "" ? URL.parse(text) : URL.parse(text, base);
  return url === null ? null : partsOf(url);
}

/** The same with one part changed: as with the standard's setters, what cannot be set stays, but for `href`. */
export function withUrlPart(text: string, part: string, value: string): Record<Part, string> {
  const url = new URL(text);
  if (part !== "origin" && parts.includes(part as Part)) url[part as Exclude<Part, "origin">] = value;
  return partsOf(url);
}

function partsOf(url: URL): Record<Part, string> {
  return Object.fromEntries(parts.map((part) => [part, url[part]])) as Record<Part, string>;
}
