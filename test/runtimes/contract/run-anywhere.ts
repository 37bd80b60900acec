import { cp, mkdir } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { HandlerResult, KwatchmanEvent } from "../../../sdk/index.ts";
import { type Chain, createChain } from "../../../src/pipeline/chain.ts";
import type { ChainEnd } from "../../../src/pipeline/chain/chain-run.ts";
import { deepFreeze } from "../../../src/pipeline/event/deep-freeze.ts";
import { eventVersion } from "../../../src/pipeline/event/event-version.ts";
import { keepingLog } from "../../../src/pipeline/fixtures/logs.ts";
import { HandlerFailure } from "../../../src/pipeline/chain/handler-failure.ts";
import { Passage } from "../../../src/pipeline/passage.ts";
import { loadConfiguration } from "../../../src/registry/load-configuration.ts";
import { openRuntimes } from "../../../src/runtimes/runtimes.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { scratchFolder } from "../../cli/scratch-folder.ts";
import { writeFiles } from "../../docs/write-files.ts";
import { behave, createMeeting } from "./behave.js";

/** The ways to run a plugin. */
export const ways = ["module", "isolate", "webhook", "exec once", "exec stream"] as const;
export type Way = (typeof ways)[number];

/** What became of one call, as the chain judges it. */
export type Outcome =
  | { readonly end: ChainEnd | undefined; readonly note: unknown }
  | { readonly code: string; readonly retryable: boolean; readonly retryAfterMs: number | undefined };

export type RunEvent = (event: KwatchmanEvent, attempt?: number) => Promise<Outcome>;

const manifests: Readonly<Record<Exclude<Way, "webhook">, string>> = {
  module: 'runtime = "module"\nentry = "index.js"\n',
  isolate: 'runtime = "isolate"\nentry = "index.js"\n',
  "exec once": 'runtime = "exec"\ncommand = ["node", "once.js"]\n',
  "exec stream": 'runtime = "exec"\nmode = "stream"\ncommand = ["node", "stream.js"]\n',
};

const index = `import { behave, createMeeting } from "./behave.js";
const meet = createMeeting();
export default { handle: (event, context) => behave(event, context, meet) };
`;

/** Puts the plugin into a handler that runs it one way, with this limit of a call. */
export async function runBy(way: Way, timeout: string): Promise<RunEvent> {
  const folder = await scratchFolder();
  const plugin = path.join(folder, "plugins/any");
  await mkdir(plugin, { recursive: true });
  const here = fileURLToPath(new URL(".", import.meta.url));
  for (const file of ["behave.js", "once.js", "stream.js"]) await cp(path.join(here, file), path.join(plugin, file));
  const inline = way === "webhook" ? `runtime = "webhook"\nurl = "${await serveWebhook()}"\n` : "";
  const manifest = way === "webhook" ? "" : manifests[way];
  await writeFiles(folder, {
    "plugins/any/index.js": index,
    "plugins/any/package.json": '{ "type": "module" }\n',
    "plugins/any/plugin.toml": `name = "any"\nversion = "1"\ncontract = 1\n${manifest}`,
    "config.toml": `pluginDirs = ["./plugins"]\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "any"\ntimeout = "${timeout}"\n${inline}`,
  });
  return runEventBy(await openChain(path.join(folder, "config.toml")));
}

async function openChain(config: string): Promise<Chain> {
  const [spec] = (await loadConfiguration(config)).handlers;
  if (spec === undefined) throw new Error("no handler");
  const log = keepingLog();
  const runtimes = openRuntimes({ log, clock: systemClock, random: Math.random });
  const handler = await runtimes.load(spec, log);
  onTestFinished(async () => {
    await handler.close();
    await runtimes.close();
  });
  await handler.ready?.(AbortSignal.timeout(60_000));
  return createChain([handler], { log, clock: systemClock, signal: new AbortController().signal });
}

function runEventBy(chain: Chain): RunEvent {
  return async (event, attempt = 1) => {
    const kept = new Map<string, HandlerResult>();
    const run = {
      version: eventVersion(deepFreeze(event)),
      attempt,
      passage: new Passage(),
      isRedelivery: false,
      kept,
    };
    try {
      const end = await chain.run(run);
      return { end, note: run.version.event.data["note"] };
    } catch (error) {
      if (!(error instanceof HandlerFailure)) throw error;
      const { code, retryable, retryAfterMs } = error;
      return { code, retryable, retryAfterMs };
    }
  };
}

/** The same plugin behind a URL. */
async function serveWebhook(): Promise<string> {
  const meet = createMeeting();
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    const { "kwatchman-attempt": attempt, "kwatchman-deadline": deadline } = request.headers;
    try {
      const result: unknown = await behave(await json(request), { attempt: Number(attempt), deadline }, meet);
      return { status: result === undefined ? 204 : 200, body: result };
    } catch (error) {
      return { status: (error as Error).name === "PermanentError" ? 422 : 500, body: undefined };
    }
  };
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      return response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
