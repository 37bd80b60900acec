/** What is wrong with a text that is to be a URL of a web server: "" if it is none at all, undefined if nothing is. */
export function httpUrlMistake(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return "";
  if (url.username !== "" || url.password !== "") return "credentials belong into `headers`";
  return url.hash === "" ? undefined : "a fragment is never sent";
}

/** What is wrong with a text that is to be an HTTP proxy's URL; it may have a user's name and password. */
export function proxyUrlMistake(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return "";
  return `${url.pathname}${url.search}${url.hash}` === "/" ? undefined : "a proxy has no path";
}

/** Headers of the contract and of the connection. */
export function isHostHeader(name: string): boolean {
  return /^(?:webhook-|kwatchman-|content-|proxy-|transfer-encoding$|connection$|host$|expect$|upgrade$|te$|trailer$|keep-alive$)/i.test(
    name,
  );
}

/** As Standard Webhooks has it: base64 of 24 to 64 bytes behind a prefix. The text itself is never repeated. */
export function webhookSecretMistake(text: string): string | undefined {
  const [, encoded] = /^whsec_([\d+/A-Za-z]+={0,2})$/.exec(text) ?? [];
  if (encoded === undefined) return "";
  const { length } = Buffer.from(encoded, "base64");
  return length >= 24 && length <= 64 ? undefined : `behind the prefix stand 24 to 64 bytes in base64, here ${length}`;
}
