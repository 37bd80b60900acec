import type { Dispatcher } from "undici";

/** Gets a connection as a request would, TLS and a proxy's tunnel included, and ends it before anything is sent. */
export function tryConnection(agent: Dispatcher, { origin }: URL): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const isThere = new Error("The connection is there");
  agent.dispatch(
    { origin, path: "/", method: "POST" },
    {
      onRequestStart: (controller) => controller.abort(isThere),
      onResponseError: (_, error) => (error === isThere ? resolve() : reject(error)),
      // Asked for, though what is not sent is not answered.
      onResponseStart: () => {},
      onResponseData: () => {},
      onResponseEnd: () => {},
    },
  );
  return promise;
}
