import { writeFileSync } from "node:fs";
import { setImmediate as breathe, setTimeout as delay } from "node:timers/promises";
import type { KubernetesObject } from "../../sdk/index.ts";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { deployment } from "../big-list/deployment.ts";
import { seededRandom } from "../random.ts";
import type { Burst } from "./cluster.ts";
import type { Written } from "./written.ts";

/**
 * An embedded cluster in a process of its own, in which changes are made when it is told to over IPC:
 * `fork(this file, [kubeconfig to write, file for what was written])`.
 */
const [kubeconfig = "", writtenFile = ""] = process.argv.slice(2);
// No watch is ever behind what is remembered, so that each change is observed on its own.
const cluster = await startEmbeddedCluster({ historyLimit: 10_000_000 });
for (const name of ["fine", "broken"]) cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
const written: Written[] = [];
const alive = new Map<number, KubernetesObject>();
/** How many changes in a hundred are ends. */
const ENDS = 5;

await cluster.writeKubeconfig(kubeconfig);
process.on("disconnect", () => process.exit());
process.on("message", (burst: Burst) => void make(burst));
process.send?.("ready");

/** Every object comes first, then any of them changes, ends, or comes again. */
async function make({ seed, changes, objects, pauseMs }: Burst): Promise<void> {
  const random = seededRandom(seed, "burst");
  for (let index = 0; index < changes; index += 1) {
    const number = index < objects ? index : Math.floor(random() * objects);
    change(number, random() * 100 < ENDS, index);
    if (pauseMs > 0) await delay(pauseMs);
    else if (index % 50 === 0) await breathe();
  }
  writeFileSync(writtenFile, written.map((one) => `${JSON.stringify(one)}\n`).join(""));
  process.send?.("done");
}

function change(number: number, isEnd: boolean, index: number): void {
  const before = alive.get(number);
  if (before === undefined) {
    const manifest = deployment(number);
    const namespace = number % 2 === 0 ? "fine" : "broken";
    note(number, cluster.create({ ...manifest, metadata: { ...manifest.metadata, namespace } }));
  } else if (isEnd) {
    cluster.delete(before);
    alive.delete(number);
    written.push({ ...describe(before), state: "gone" });
  } else {
    const annotations = { "example.com/change": String(index) };
    note(number, cluster.patch(before, { metadata: { annotations } }));
  }
}

function note(number: number, object: KubernetesObject): void {
  alive.set(number, object);
  written.push(describe(object));
}

function describe({ metadata }: KubernetesObject): Written {
  const { namespace = "", name, uid = "", resourceVersion = "" } = metadata;
  return { object: `${namespace}/${name}`, uid, state: "present", version: resourceVersion };
}
