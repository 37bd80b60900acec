import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbeddedCluster } from "../sdk/testing/index.ts";
import { findFreePort } from "../test/control-plane/free-port.ts";
import { print } from "./print.ts";
import { type Start, startOnce } from "./start-once.ts";

/** How often each is started. */
export interface StartOptions {
  readonly rounds: number;
}

const variants = {
  source: fileURLToPath(new URL("../src/cli/main.ts", import.meta.url)),
  built: fileURLToPath(new URL("../dist/kwatchman.js", import.meta.url)),
};

/**
 * From the start of the process to the first 200 of /readyz, on an embedded cluster without objects, and what that takes:
 * run from source, and as it was built last (`npm run build`), turn by turn.
 */
export async function benchStart({ rounds }: StartOptions): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-start-"));
  const cluster = await startEmbeddedCluster();
  try {
    await cluster.writeKubeconfig(path.join(folder, "kubeconfig"));
    const port = await findFreePort();
    await writeFile(path.join(folder, "config.toml"), configuration(port));
    const starts = new Map<string, Start[]>();
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, entry] of Object.entries(variants).filter(([, file]) => existsSync(file))) {
        const start = await startOnce({ entry, folder, port });
        // The first round fills caches: the disk's, and that of compiled code.
        if (round > 0) starts.set(name, [...(starts.get(name) ?? []), start]);
      }
    }
    print(`${rounds} starts each, no objects; medians (least to most)\n\n`);
    print(
      `${"".padEnd(8)}${"ready after, ms".padStart(20)}${"CPU, ms".padStart(20)}${"RSS when ready, MiB".padStart(24)}\n`,
    );
    for (const [name, all] of starts) {
      const columns = [spread(all, "readyMs", 20), spread(all, "cpuMs", 20), spread(all, "rssMiB", 24)];
      print(`${name.padEnd(8)}${columns.join("")}\n`);
    }
  } finally {
    await cluster.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function configuration(port: number): string {
  return `[http]
address = "127.0.0.1:${port}"

[[resource]]
kind = "deployment"

[[resource]]
kind = "service"

[[handler]]
name = "diff"

[[handler]]
name = "log"
`;
}

function spread(starts: readonly Start[], column: keyof Start, width: number): string {
  const sorted = starts.map((start) => start[column]).sort((one, other) => one - other);
  const [least = 0, median = 0, most = 0] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map(
    (index) => sorted[index],
  );
  return `${median.toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})`.padStart(width);
}
