import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort } from "../../test/control-plane/free-port.ts";
import { type MemorySample, readMemorySamples } from "../big-list/memory-sample.ts";
import { readLines, readTold, type Told } from "../overload/told.ts";
import { startHostProcess, type HostProcess } from "../watched-host.ts";

/** One line of the host's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A host with the handler `pager` for the namespace `broken`, which fails while a file is there, and `tally` for `fine`. */
export interface FailingHost {
  readonly process: HostProcess;
  /** Where it is served: /readyz and /metrics. */
  readonly url: string;
  /** While this file is there, `pager` fails. */
  readonly failWhile: string;
  /** What `pager` was told, dead letters too. */
  paged(): Told[];
  /** What `tally` was told. */
  tallied(): Told[];
  lines(): LogLine[];
  memory(): MemorySample[];
}

/** The most that V8 may take for what lives longer. */
const OLD_SPACE_MB = 256;

const MAX_PENDING = 2000;

const plugins = ["../overload/plugins", "../big-list/plugins"].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/** Starts it, watching Deployments; all of its files lie in the folder. */
export async function startFailingHost(folder: string, kubeconfig: string): Promise<FailingHost> {
  const file = (name: string): string => path.join(folder, name);
  const address = `127.0.0.1:${await findFreePort()}`;
  const failWhile = file("fails");
  await writeFile(file("memory.ndjson"), "");
  const process = await startHostProcess({
    folder,
    kubeconfig,
    nodeFlags: ["--expose-gc", `--max-old-space-size=${OLD_SPACE_MB}`],
    config: `pluginDirs = ${JSON.stringify(plugins)}
maxPending = ${MAX_PENDING}
[http]
address = "${address}"
[[resource]]
kind = "deployments"

[[handler]]
name = "memory-meter"
file = ${JSON.stringify(file("memory.ndjson"))}
pauseMs = 0

[[handler]]
name = "pager"
plugin = "tally"
when = { namespaces = ["broken"] }
file = ${JSON.stringify(file("paged.ndjson"))}
pauseMs = 5
failWhile = ${JSON.stringify(failWhile)}

[[handler]]
name = "tally"
when = { namespaces = ["fine"] }
file = ${JSON.stringify(file("tallied.ndjson"))}
pauseMs = 5
`,
  });
  return {
    process,
    url: `http://${address}`,
    failWhile,
    paged: () => readTold(file("paged.ndjson")),
    tallied: () => readTold(file("tallied.ndjson")).filter(({ end }) => end === "handled"),
    lines: () => readLines<LogLine>(process.logFile),
    memory: () => readMemorySamples(file("memory.ndjson")),
  };
}
