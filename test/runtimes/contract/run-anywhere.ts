import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { HandlerResult, KwatchmanEvent } from "../../../sdk/index.ts";
import { type Chain, createChain } from "../../../src/pipeline/chain.ts";
import type { ChainEnd } from "../../../src/pipeline/chain/chain-run.ts";
import { deepFreeze } from "../../../src/pipeline/event/deep-freeze.ts";
import { eventVersion } from "../../../src/pipeline/event/event-version.ts";
import { keepingLog } from "../../../src/pipeline/fixtures/logs.ts";
import { HandlerFailure } from "../../../src/pipeline/chain/handler-failure.ts";
import { Passage } from "../../../src/pipeline/passage.ts";
import { loadConfiguration } from "../../../src/registry/load-configuration.ts";
import type { Handler } from "../../../src/runtimes/handler.ts";
import { openRuntimes } from "../../../src/runtimes/runtimes.ts";
import { systemClock } from "../../../src/time/clock.ts";
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

/** The plugin in a handler that runs it one way, until it is closed. */
export interface StartedPlugin {
  /** A chain of it alone, whose breaker knows of no failure before. */
  readonly openChain: () => Promise<RunEvent>;
  readonly close: () => Promise<void>;
}

const log = keepingLog();
const never = new AbortController().signal;

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
export async function startPlugin(way: Way, timeout: string): Promise<StartedPlugin> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-contract-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const plugin = path.join(folder, "plugins/any");
  await mkdir(plugin, { recursive: true });
  const here = fileURLToPath(new URL(".", import.meta.url));
  for (const file of ["behave.js", "once.js", "stream.js"]) await cp(path.join(here, file), path.join(plugin, file));
  const inline = way === "webhook" ? `runtime = "webhook"\nurl = "${await serveWebhook(started)}"\n` : "";
  const manifest = way === "webhook" ? "" : manifests[way];
  await writeFiles(folder, {
    "plugins/any/index.js": index,
    "plugins/any/package.json": '{ "type": "module" }\n',
    "plugins/any/plugin.toml": `name = "any"\nversion = "1"\ncontract = 1\n${manifest}`,
    "config.toml": `pluginDirs = ["./plugins"]\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "any"\ntimeout = "${timeout}"\n${inline}`,
  });
  const handler = await loadHandler(path.join(folder, "config.toml"), started);
  const kept = started.move();
  return {
    // A handler's breaker and slots go with it from one chain to the next.
    openChain: async () => runEventBy(await createChain([{ ...handler }], { log, clock: systemClock, signal: never })),
    close: () => kept.disposeAsync(),
  };
}

async function loadHandler(config: string, started: AsyncDisposableStack): Promise<Handler> {
  const [spec] = (await loadConfiguration(config)).handlers;
  if (spec === undefined) throw new Error("no handler");
  const runtimes = openRuntimes({ log, clock: systemClock, random: Math.random });
  started.defer(() => runtimes.close());
  const handler = await runtimes.load(spec, log);
  started.defer(() => handler.close());
  await handler.ready?.(AbortSignal.timeout(60_000));
  return handler;
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
async function serveWebhook(started: AsyncDisposableStack): Promise<string> {
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
  started.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
