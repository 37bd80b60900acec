import { AbortController, AbortSignal } from "./abort.ts";
import { abortAfter } from "./abort-timeout.ts";
import { atob, btoa } from "./base64.ts";
import { guestCrypto } from "./crypto.ts";
import { fetch } from "./fetch.ts";
import { Headers } from "./headers.ts";
import { guestConsole } from "./log.ts";
import { Response } from "./response.ts";
import { structuredClone } from "./structured-clone.ts";
import { TextDecoder, TextEncoder } from "./text-encoding.ts";
import { clearTimeout, setInterval, setTimeout } from "./timers.ts";
import { URLSearchParams } from "./url-search-params.ts";
import { URL } from "./url.ts";

/** What a plugin finds beside the language itself. */
const given = {
  AbortController,
  AbortSignal: Object.assign(AbortSignal, { timeout: abortAfter }),
  Headers,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearInterval: clearTimeout,
  clearTimeout,
  console: guestConsole,
  crypto: guestCrypto,
  fetch,
  setInterval,
  setTimeout,
  structuredClone,
};

/** Memory that no limit counts, and threads, for which there is no use here. */
const taken = ["Atomics", "SharedArrayBuffer", "WebAssembly"];

export function prepareGlobals(): void {
  for (const name of taken) Reflect.deleteProperty(globalThis, name);
  for (const [name, value] of Object.entries(given)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false, writable: true });
  }
}
