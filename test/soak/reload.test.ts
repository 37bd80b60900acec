import { expect, test } from "vitest";
import { runReload } from "../../soak/reload/run.ts";
import { mapWriter } from "../../soak/reload/write-maps.ts";
import { connectControlPlane, describeControlPlane } from "../control-plane/index.ts";

describeControlPlane("plugins replaced, broken and restored under load, in short", () => {
  test(
    "every change is handled by exactly one generation of each handler, and none is lost",
    { timeout: 300_000 },
    async () => {
      const server = connectControlPlane();
      const namespace = await server.createNamespace("reload");
      const story: string[] = [];
      const { findings, counts } = await runReload({
        seed: "one",
        lastsMs: 12_000,
        leastReloads: 2,
        changesPerMinute: 1000,
        replaceEveryMs: 1500,
        namespace,
        kubeconfig: await server.writeKubeconfig(),
        write: mapWriter(server, namespace),
        tell: (line) => story.push(line),
      });
      expect({ story, findings }).toEqual({ story, findings: [] });
      expect(counts.events).toBeGreaterThan(20);
      expect(counts.replaced).toBeGreaterThan(3);
      expect(counts.reloads).toBeGreaterThan(1);
    },
  );
});
