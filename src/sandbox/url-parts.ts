/** What makes up a URL and can be set; beside these it has an `origin`. */
export const settableUrlParts = [
  "href",
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
