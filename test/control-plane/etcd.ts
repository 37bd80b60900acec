import path from "node:path";
import { findFreePort } from "./free-port.ts";
import { send } from "./request.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** The control plane's database. */
export interface Etcd {
  readonly url: string;
  /** Forgets all revisions before this one; before the newest unless given. */
  compact(revision?: number): Promise<void>;
  kill(): Promise<void>;
}

export async function startEtcd(folder: string): Promise<Etcd> {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const peerUrl = `http://127.0.0.1:${await findFreePort()}`;
  const flags = [
    `--data-dir=${path.join(folder, "etcd")}`,
    "--unsafe-no-fsync=true",
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ];
  const server: ServerProcess = startServer("etcd", flags, folder);
  await server.untilReady(() => isHealthy(url));
  return {
    url,
    compact: (revision) => compact(url, revision),
    kill: () => server.kill(),
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await send({ url }, "GET", "/health")).status === 200;
  } catch {
    // Nobody listens yet.
    return false;
  }
}

async function compact(url: string, revision: number | undefined): Promise<void> {
  const body = { revision: revision ?? (await newestRevision(url)), physical: true };
  const answer = await send({ url }, "POST", "/v3/kv/compaction", { body });
  if (answer.status !== 200) throw new Error(`Expected etcd to compact, got ${answer.text}`);
}

async function newestRevision(url: string): Promise<string> {
  const everything = { key: Buffer.from([0]).toString("base64"), limit: 1 };
  const answer = await send({ url }, "POST", "/v3/kv/range", { body: everything });
  const { header } = answer.json() as { header: { revision: string } };
  return header.revision;
}
