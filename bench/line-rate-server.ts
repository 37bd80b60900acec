import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DeploymentLines } from "./deployment-lines.ts";

/**
 * An API server that does nothing but list Deployments and, told so over IPC, write updates of them to the latest watch as
 * fast as its socket takes them. Runs in a process of its own: `fork(this file, [number of Deployments])`.
 */
const objects = Number(process.argv[2]);
const lines = new DeploymentLines(objects);
const linesPerWrite = 16;
let resourceVersion = 1;
let watch: ServerResponse | undefined;
let owed = 0;

const server = createServer((request, response) => {
  if (new URL(request.url ?? "/", "http://server").searchParams.get("watch") === "true") openWatch(response);
  else answerList(request, response);
});
server.listen(0, "127.0.0.1", () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on("message", (updates: number) => {
  owed = updates;
  if (watch !== undefined) void writeUpdates(watch);
});
process.on("disconnect", () => process.exit());

function openWatch(response: ServerResponse): void {
  watch = response;
  response.once("close", () => {
    if (watch === response) watch = undefined;
  });
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  void writeUpdates(response);
}

function answerList(request: IncomingMessage, response: ServerResponse): void {
  const query = new URL(request.url ?? "/", "http://server").searchParams;
  const from = Number(query.get("continue") ?? 0);
  const to = Math.min(objects, from + Number(query.get("limit") ?? objects));
  const metadata = { resourceVersion: String(resourceVersion), ...(to < objects ? { continue: String(to) } : {}) };
  const items = Array.from({ length: to - from }, (_, index) => lines.json(from + index, 1));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    `{"apiVersion":"apps/v1","kind":"DeploymentList","metadata":${JSON.stringify(metadata)},"items":[${items.join(",")}]}`,
  );
}

async function writeUpdates(response: ServerResponse): Promise<void> {
  while (owed > 0 && !response.destroyed) {
    const length = Math.min(linesPerWrite, owed);
    owed -= length;
    const batch = Array.from({ length }, update);
    if (!response.write(batch.join(""), "latin1")) await drained(response);
  }
}

function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => {
    response.off("drain", done).off("close", done);
    resolve();
  };
  response.on("drain", done).on("close", done);
  return promise;
}

function update(): string {
  resourceVersion += 1;
  return `{"type":"MODIFIED","object":${lines.json(resourceVersion, resourceVersion)}}\n`;
}
