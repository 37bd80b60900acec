import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { send } from "./request.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** A user who signs in with a token. */
export interface TokenUser {
  readonly token: string;
  readonly user: string;
  readonly groups?: readonly string[];
}

/** Where the API server keeps what outlives a restart, and where it listens. */
export interface ApiServerPlace {
  readonly folder: string;
  readonly port: number;
  readonly etcdUrl: string;
}

export const apiServerUrl = ({ port }: ApiServerPlace) => `https://127.0.0.1:${port}`;
/** The server signs its own certificate at its first start: it is the one to trust, too. */
export const certificateFile = (folder: string) => path.join(folder, "certs", "apiserver.crt");
export const serviceAccountKeyFile = (folder: string) => path.join(folder, "service-account.key");
const tokensFile = (folder: string) => path.join(folder, "tokens.csv");

/** Writes what the server reads at its start: users and the key that signs service accounts' tokens. */
export async function prepareApiServer(folder: string, users: readonly TokenUser[]): Promise<void> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(serviceAccountKeyFile(folder), privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
  const lines = users.map(({ token, user, groups = [] }) => `${token},${user},${user},"${groups.join(",")}"\n`);
  await writeFile(tokensFile(folder), lines.join(""), { mode: 0o600 });
}

export async function startApiServer(place: ApiServerPlace): Promise<ServerProcess> {
  const { folder, port, etcdUrl } = place;
  const flags = [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${port}`,
    "--bind-address=127.0.0.1",
    `--cert-dir=${path.join(folder, "certs")}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${serviceAccountKeyFile(folder)}`,
    `--service-account-signing-key-file=${serviceAccountKeyFile(folder)}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    `--token-auth-file=${tokensFile(folder)}`,
    "--authorization-mode=RBAC",
    "--disable-admission-plugins=ServiceAccount",
    "--allow-privileged=true",
  ];
  const server = startServer("kube-apiserver", flags, folder);
  await server.untilReady(() => isReady(place));
  return server;
}

async function isReady(place: ApiServerPlace): Promise<boolean> {
  const file = certificateFile(place.folder);
  if (!existsSync(file)) return false;
  try {
    const target = { url: apiServerUrl(place), ca: readFileSync(file, "utf8") };
    return (await send(target, "GET", "/readyz")).status === 200;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
