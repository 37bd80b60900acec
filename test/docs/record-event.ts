import path from "node:path";
import { expect, onTestFinished } from "vitest";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSynced } from "../cli/until-said.ts";
import { writeFiles } from "./write-files.ts";

/** The Deployment of the documentation's example. */
const web = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop", annotations: { "example.com/owner": "team-a" } },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "registry.example.com/shop/web:1.8.0" }] },
    },
  },
};

const files = {
  "config.toml": `cluster = "prod"
pluginDirs = ["./my-plugins"]
[[resource]]
kind = "deployment"
[[handler]]
name = "recorder"
`,
  "my-plugins/recorder/plugin.toml": `name = "recorder"
version = "1.0.0"
contract = 1
runtime = "module"
entry = "index.js"
`,
  "my-plugins/recorder/index.js": `export default { handle: (event, { log }) => log.info("recorded", { event }) };\n`,
};

/** What a handler gets when the Deployment shop/web is scaled to nothing. */
export async function recordEvent(): Promise<KwatchmanEvent> {
  const cwd = await scratchFolder();
  await writeFiles(cwd, files);
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  cluster.create(web);

  const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd });
  await untilSynced(host);
  cluster.patch(web, { spec: { replicas: 0 } });
  const recorded = (): KwatchmanEvent[] =>
    host.lines().flatMap(({ msg, event }) => (msg === "recorded" ? [event as KwatchmanEvent] : []));
  await host.until(() => expect(recorded()).toHaveLength(2));
  const [, update] = recorded();
  if (update === undefined) throw new Error("Expected an update");
  return update;
}
