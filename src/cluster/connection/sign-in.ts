import type { RequestOptions } from "node:https";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { loadCredentials, type Credentials, type CredentialsChoice } from "./kubeconfig.ts";
import { RequestError, SILENCE } from "./request-error.ts";
import { untilAborted } from "../../time/until-aborted.ts";

/** The credentials in use, kept fresh. */
export interface SignIn {
  /** Those last loaded. */
  readonly credentials: Credentials;
  /** Headers and TLS options for one request. Rejects with the signal's reason, or when it takes too long. */
  authorize(signal: AbortSignal): Promise<RequestOptions>;
  /** The server did not accept them: the next request reads kubeconfig, token files and exec plugins anew. */
  renew(): void;
}

export async function signIn(choice: CredentialsChoice, patienceMs: number): Promise<SignIn> {
  let credentials = await loadCredentials(choice);
  let isRefused = false;
  let inFlight: Promise<RequestOptions> | undefined;

  const load = async () => {
    // The same context, whatever has become the current one: another one's cluster is not what is being watched.
    if (isRefused) credentials = await loadCredentials({ ...choice, context: credentials.clusterName });
    isRefused = false;
    return readCredentials(credentials);
  };
  const forget = () => {
    inFlight = undefined;
  };
  return {
    get credentials() {
      return credentials;
    },
    async authorize(signal) {
      // Shared while it runs, so that many requests at once start one exec plugin and not many.
      inFlight ??= load().finally(forget);
      return untilAborted(inTime(inFlight, patienceMs, forget), signal);
    },
    renew() {
      isRefused = true;
    },
  };
}

async function readCredentials(credentials: Credentials): Promise<RequestOptions> {
  try {
    return await credentials.authorize();
  } catch (error) {
    // What a plugin printed instead of JSON may well be a token, and the parser's words show some of it.
    if (error instanceof SyntaxError) throw notObtained("the exec plugin's output is not JSON");
    throw notObtained(error instanceof Error ? error.message.trim() : String(error), error);
  }
}

function notObtained(why: string, cause?: unknown): KwatchmanError {
  return new KwatchmanError("KW_UNAUTHORIZED", `the credentials could not be obtained: ${why}`, { cause });
}

/** A plugin that hangs is given up, and started anew for the next request. */
async function inTime<T>(promise: Promise<T>, patienceMs: number, giveUp: () => void): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    giveUp();
    reject(
      new RequestError(`the credentials could not be obtained within ${patienceMs / 1000} s`, { reason: SILENCE }),
    );
  }, patienceMs);
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
