import type { ConfigFile } from "../../../sdk/config-schema.ts";
import type { HttpConfig } from "../config.ts";
import type { ConfigOverrides } from "../overrides.ts";
import { parseListenAddress } from "../values/listen-address.ts";

/** The frozen `http` of a file that was found to be right. */
export function normaliseHttp(
  entry: ConfigFile["http"],
  { httpAddress }: Pick<ConfigOverrides, "httpAddress">,
): HttpConfig {
  const text = entry?.address ?? httpAddress;
  const address = text === undefined ? undefined : parseListenAddress(text);
  return Object.freeze({ address: address && Object.freeze(address) });
}
