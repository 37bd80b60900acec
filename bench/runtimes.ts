import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { KwatchmanEvent } from "../sdk/index.ts";
import { deploymentEvent } from "../sdk/testing/index.ts";
import { openLog } from "../src/observe/log.ts";
import { createChain } from "../src/pipeline/chain.ts";
import { eventVersion } from "../src/pipeline/event/event-version.ts";
import { Passage } from "../src/pipeline/passage.ts";
import { loadConfiguration } from "../src/registry/load-configuration.ts";
import { openRuntimes } from "../src/runtimes/runtimes.ts";
import { systemClock } from "../src/time/clock.ts";
import { print } from "./print.ts";

/** How much is measured. */
export interface RuntimesOptions {
  /** Calls of each kind; a tenth of them where each is a process. */
  readonly calls: number;
}

/** The same small plugin everywhere: it looks at the event and answers a patch. */
const answer =
  'const answer = ({ data }) => ({ patch: [{ op: "add", path: "/note", value: data.object.metadata.name }] });\n';

const files = {
  "module/index.js": `${answer}export default { handle: answer };\n`,
  "isolate/index.js": `${answer}export default { handle: answer };\n`,
  "exec-once/run.js": `${answer}let text = "";
for await (const part of process.stdin) text += part;
process.stdout.write(JSON.stringify(answer(JSON.parse(text))));
`,
  "exec-once-sh/run.sh": "#!/bin/sh\ncat > /dev/null\n",
  "exec-stream/run.js": `${answer}import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { type, id, event } = JSON.parse(line);
  if (type === "hello") console.log('{"type":"ready","contract":1,"concurrency":16}');
  if (type === "event") console.log(JSON.stringify({ type: "result", id, result: answer(event) }));
  if (type === "shutdown") process.exit(0);
}
`,
};

const plugins = [
  { name: "module", says: 'runtime = "module"\nentry = "index.js"', calls: 1 },
  { name: "isolate", says: 'runtime = "isolate"\nentry = "index.js"', calls: 1 },
  { name: "webhook", says: "", calls: 1 },
  { name: "exec-stream", says: 'runtime = "exec"\nmode = "stream"\ncommand = ["node", "run.js"]', calls: 1 },
  { name: "exec-once-sh", says: 'runtime = "exec"\ncommand = ["sh", "run.sh"]', calls: 0.1 },
  { name: "exec-once", says: 'runtime = "exec"\ncommand = ["node", "run.js"]', calls: 0.1 },
] as const;

/** Calls a second, and how long one takes, by each runtime, through the chain as in the host; an event has 6.5 KB. */
export async function benchRuntimes({ calls }: RuntimesOptions): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-bench-"));
  const receiver = await startReceiver();
  try {
    print("                one at a time                   16 at a time\n");
    print("                calls/s  median ms   p99 ms     calls/s  median ms   p99 ms\n");
    for (const { name, says, calls: share } of plugins) {
      const call = await openPlugin(folder, name, says, receiver);
      const count = Math.max(50, Math.round(calls * share));
      await measure(call.run, Math.ceil(count / 5), 4);
      const alone = await measure(call.run, count, 1);
      const together = await measure(call.run, count, 16);
      print(`${name.padEnd(14)}${row(alone)}  ${row(together)}\n`);
      await call.close();
    }
  } finally {
    receiver.close();
    receiver.closeAllConnections();
    await rm(folder, { recursive: true });
  }
}

interface OpenPlugin {
  readonly run: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function openPlugin(folder: string, name: string, says: string, receiver: Server): Promise<OpenPlugin> {
  const directory = path.join(folder, "plugins", name);
  await mkdir(directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    if (file.startsWith(`${name}/`)) await writeFile(path.join(folder, "plugins", file), text);
  }
  await writeFile(path.join(directory, "package.json"), '{ "type": "module" }\n');
  const { port } = receiver.address() as AddressInfo;
  const inline = says === "" ? `runtime = "webhook"\nurl = "http://127.0.0.1:${port}/"\n` : "";
  if (inline === "") {
    const manifest = `name = "${name}"\nversion = "1"\ncontract = 1\n${says}\n`;
    await writeFile(path.join(directory, "plugin.toml"), manifest);
  }
  const config = path.join(folder, `${name}.toml`);
  const text = `pluginDirs = ["./plugins"]\n[[resource]]\nkind = "deployment"\n[[handler]]\nname = "${name}"\n${inline}`;
  await writeFile(config, text);
  return openHandler(config);
}

async function openHandler(config: string): Promise<OpenPlugin> {
  const log = openLog({ level: "error", secrets: [], format: "json" });
  const [spec] = (await loadConfiguration(config)).handlers;
  if (spec === undefined) throw new Error("no handler");
  const runtimes = openRuntimes({ log, clock: systemClock, random: Math.random });
  const handler = await runtimes.load(spec, log);
  await handler.ready?.(AbortSignal.timeout(60_000));
  const chain = await createChain([handler], { log, clock: systemClock, signal: new AbortController().signal });
  const event: KwatchmanEvent = deploymentEvent();
  return {
    // A version of its own each time: what is serialised once is part of the cost.
    run: async () => {
      await chain.run({
        version: eventVersion(event),
        attempt: 1,
        isRedelivery: false,
        passage: new Passage(),
        kept: new Map(),
      });
    },
    close: async () => {
      await handler.close();
      await runtimes.close();
    },
  };
}

interface Measured {
  readonly perSecond: number;
  /** In milliseconds. */
  readonly median: number;
  readonly p99: number;
}

async function measure(run: () => Promise<void>, count: number, atOnce: number): Promise<Measured> {
  const times: number[] = [];
  let left = count;
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      await run();
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { perSecond: count / seconds, median: at(0.5), p99: at(0.99) };
}

function row({ perSecond, median, p99 }: Measured): string {
  return `${perSecond.toFixed(0).padStart(9)}${median.toFixed(2).padStart(11)}${p99.toFixed(2).padStart(9)}`;
}

async function startReceiver(): Promise<Server> {
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const { data } = JSON.parse(text) as KwatchmanEvent;
      const result = { patch: [{ op: "add", path: "/note", value: data.name }] };
      response.setHeader("content-type", "application/json").end(JSON.stringify(result));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return server;
}
