import { Command } from "commander";
import { startControlPlane } from "../../test/control-plane/control-plane.ts";
import { timeFormat } from "../faults/checking/time-format.ts";
import { positive } from "../numbers.ts";
import { print } from "../print.ts";
import { drawSeed } from "../random.ts";
import { printFindings } from "../report.ts";
import { runReload } from "./run.ts";
import { mapWriter } from "./write-maps.ts";

interface Flags {
  readonly seed?: string;
  readonly minutes: number;
  readonly changes: number;
}

/** `soak reload`: plugins are replaced, broken and restored under load. */
export function reloadCommand(): Command {
  return new Command("reload")
    .description("every change is handled by exactly one generation of each handler while plugins are replaced")
    .option("--seed <text>", "what decides which plugin is replaced, and by what; a failure tells its own")
    .option("--minutes <number>", "how long it lasts", positive, 10)
    .option("--changes <number>", "changes a minute", positive, 1000)
    .action(async ({ seed = drawSeed(), minutes, changes }: Flags) => {
      const server = await startControlPlane();
      try {
        const namespace = await server.createNamespace("reload");
        const { findings, counts } = await runReload({
          seed,
          lastsMs: minutes * 60_000,
          leastReloads: 2,
          changesPerMinute: changes,
          replaceEveryMs: 1500,
          namespace,
          kubeconfig: await server.writeKubeconfig(),
          write: mapWriter(server, namespace),
          tell: (line) => print(`${timeFormat(Date.now())}  ${line}`),
        });
        print(JSON.stringify({ seed, ...counts }, undefined, 2));
        printFindings(findings);
        if (findings.length === 0) print("Each event was handled once by each handler, by one generation of its code.");
      } finally {
        await server.stop();
      }
    });
}
