import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The line-rate server in its process. */
export interface ServerProcess {
  readonly url: string;
  /** Where its Deployments are listed and watched. */
  readonly path: string;
  /** Has it write so many updates to the latest watch, or to the next one if none is open. */
  sendUpdates(count: number): void;
  stop(): Promise<void>;
}

/** Starts the line-rate server; resolves when it listens. */
export async function startServer(objects: number): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL("line-rate-server.ts", import.meta.url)), [String(objects)]);
  const [port] = (await once(child, "message")) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    path: "/apis/apps/v1/deployments",
    sendUpdates: (count) => child.send(count),
    stop: async () => {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
