import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startCluster, type ClusterProcess } from "./cluster.ts";

/** Runs something on an embedded cluster, in a folder of its own, which is kept if anything was wrong. */
export async function withCluster<Report extends { readonly findings: readonly string[] }>(
  name: string,
  run: (cluster: ClusterProcess, folder: string) => Promise<Report>,
): Promise<Report> {
  const folder = await mkdtemp(path.join(tmpdir(), `kwatchman-${name}-`));
  const cluster = await startCluster(folder);
  try {
    const report = await run(cluster, folder);
    if (report.findings.length === 0) await rm(folder, { recursive: true });
    return report;
  } finally {
    await cluster.stop();
  }
}
