import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * A port nobody listens on, below the range from which the kernel takes ports for outgoing connections: so a server
 * can come back on it after having been away. Somebody else may still be faster: callers try again.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  return promise;
}
