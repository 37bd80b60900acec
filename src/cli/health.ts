import { get, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type ListenAddress, writeListenAddress } from "../config/values/listen-address.ts";
import { readHttpConfig } from "../config/parts/read-http-config.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { type Flags, overridesOf } from "./flags.ts";

/** What `health` is told on the command line. */
export interface HealthFlags extends Pick<Flags, "config" | "httpAddress"> {
  readonly ready?: true;
}

/** Longer than a busy host needs to answer; a container's probe gives up after 30 s. */
const patienceMs = 5000;

/** `kwatchman health`: asks the host with this configuration how it is, as a container's health check does. */
export async function health(flags: HealthFlags, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  const { address } = await readHttpConfig(flags.config, overridesOf(flags), env);
  if (address === undefined) {
    throw new KwatchmanError("KW_USAGE", `Expected \`http.address\` to be set in ${flags.config}, it is not`, {
      mend: "Set it, or --http-address (KW_HTTP_ADDRESS), for the host and here.",
    });
  }
  const url = `http://${writeListenAddress(reachable(address))}/${flags.ready ? "readyz" : "healthz"}`;
  try {
    const { status, body } = await ask(url);
    process.stdout.write(body.endsWith("\n") ? body : `${body}\n`);
    return status === 200 ? exitCodes.ok : exitCodes.failure;
  } catch (error) {
    process.stderr.write(`no answer from ${url}: ${error instanceof Error ? error.message : String(error)}\n`);
    return exitCodes.failure;
  }
}

/** Not by fetch, which takes Node as long to load as all the rest. */
async function ask(url: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const request = get(url, { signal: AbortSignal.timeout(patienceMs) });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

/** A server that listens at every address is asked at this machine's own. */
function reachable({ host, port }: ListenAddress): ListenAddress {
  if (host === undefined || host === "0.0.0.0") return { host: "127.0.0.1", port };
  return { host: host === "::" ? "::1" : host, port };
}
