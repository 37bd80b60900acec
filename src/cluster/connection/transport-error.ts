import { RequestError } from "./request-error.ts";

/** What a failed connection's code means to a person. Certificates have their own sentence. */
const words: Readonly<Record<string, string>> = {
  EAI_AGAIN: "the server's host name could not be looked up",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection broke off",
  EHOSTUNREACH: "no route to the server",
  ENETUNREACH: "no route to the server",
  ENOTFOUND: "the server's host name is not known",
  EPIPE: "the connection broke off",
  EPROTO: "the server does not speak TLS as expected",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS",
  ETIMEDOUT: "the connection timed out",
  HPE_INVALID_CONSTANT: "the server does not speak HTTP",
};

const certificateCodes =
  /^(CERT_|CRL_|DEPTH_ZERO_|ERR_TLS_CERT_|ERROR_IN_CERT|HOSTNAME_|INVALID_|SELF_SIGNED_|UNABLE_TO_)/;

/** Says in words why a request got no answer. */
export function transportError(error: unknown, server: string): RequestError {
  if (error instanceof RequestError) return error;
  const code = codeOf(error);
  const detail = error instanceof Error && error.message !== "" ? error.message : code;
  if (certificateCodes.test(code)) {
    return new RequestError(`certificate not trusted: ${detail} (${server})`, { cause: error });
  }
  const phrase = words[code];
  return new RequestError(phrase === undefined ? `the request failed: ${detail}` : `${phrase} (${server})`, {
    cause: error,
  });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}
