import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { runKill9 } from "../../soak/kill9/run.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { send } from "../control-plane/request.ts";

test("killed 8 times while objects are written: nothing is lost, invented, reordered, or posted twice once recorded", async () => {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  const kubeconfig = path.join(await scratchFolder(), "kubeconfig");
  await cluster.writeKubeconfig(kubeconfig);
  const { findings, counts } = await runKill9({
    seed: "kill9",
    // Of this seed in all its ways: while the first list is handed on, as soon as it was, before and after a later one.
    kills: 8,
    writes: 200,
    names: 15,
    writePauseMs: 60,
    longestLifeMs: 2000,
    server: {
      request: (method, where, options) => send(cluster, method, where, options),
      writeKubeconfig: async () => kubeconfig,
    },
    tell: () => {},
  });
  expect(findings).toEqual([]);
  // It was no idle run: kills found events under way, and changes were made while nobody watched.
  expect(counts.missed).toBeGreaterThan(0);
  expect(counts.recorded).toBeGreaterThan(0);
}, 300_000);
