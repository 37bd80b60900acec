import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { kubeconfigOf } from "../../src/cluster/fixtures/kubeconfig.ts";

/** Answers one request, or leaves it hanging. */
export type Reply = (response: ServerResponse) => void;

/** Takes the place of an API server that serves ConfigMaps, for faults that a real one will not do when asked. */
export interface ScriptedServer {
  readonly kubeconfig: string;
  /** Takes one reply for each list and each watch, in order; the last one stays. */
  script(replies: { readonly lists?: readonly Reply[]; readonly watches?: readonly Reply[] }): void;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const left: { lists: Reply[]; watches: Reply[] } = { lists: [list("1")], watches: [stream()] };
  const server = createServer((request, response) => answer(request, response, left));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-scripted-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  await writeFile(kubeconfig, kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
    await rm(folder, { recursive: true });
  });
  return {
    kubeconfig,
    script({ lists, watches }) {
      if (lists !== undefined) left.lists = [...lists];
      if (watches !== undefined) left.watches = [...watches];
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, left: { lists: Reply[]; watches: Reply[] }): void {
  const url = new URL(request.url ?? "/", "http://scripted");
  const document = documents[url.pathname];
  if (document !== undefined) return void response.end(JSON.stringify(document));
  const replies = url.searchParams.has("watch") ? left.watches : left.lists;
  const reply = replies.length > 1 ? replies.shift() : replies[0];
  reply?.(response);
}

const verbs = ["list", "watch"];
const documents: Readonly<Record<string, object>> = {
  "/apis": { groups: [] },
  "/api/v1": { resources: [{ name: "configmaps", kind: "ConfigMap", namespaced: true, verbs }] },
  "/api/v1/namespaces/kube-system": { metadata: { uid: "scripted" } },
};

/** A ConfigMap named like its uid unless that is given. */
export function configMap(name: string, resourceVersion: string, uid = name): object {
  return { metadata: { name, namespace: "default", uid, resourceVersion } };
}

/** A whole list. */
export function list(resourceVersion: string, ...items: object[]): Reply {
  return (response) => response.end(JSON.stringify({ metadata: { resourceVersion }, items }));
}

/** A refusal with a Status. */
export function refusal(code: number, message: string, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(code, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ kind: "Status", code, message }));
  };
}

/** A watch that says these lines and stays open. */
export function stream(...lines: (object | string)[]): Reply {
  return (response) => {
    response.flushHeaders();
    for (const line of lines) response.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
  };
}

/** A watch that says these lines and ends. */
export function streamThatEnds(...lines: (object | string)[]): Reply {
  return (response) => {
    stream(...lines)(response);
    response.end();
  };
}

export const event = (type: string, object: object) => ({ type, object });
export const bookmark = (resourceVersion: string) => event("BOOKMARK", { metadata: { resourceVersion } });
export const errorEvent = (code: number, message: string) => event("ERROR", { kind: "Status", code, message });
