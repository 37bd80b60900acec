import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { type LogLine, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSynced } from "../cli/until-said.ts";
import { writeFiles } from "../docs/write-files.ts";
import { pluginFiles } from "./plugins.ts";

const config = `pluginDirs = ["./plugins"]
[retry]
backoff = "1h"
maxBackoff = "1h"
[store]
kind = "memory"
[[resource]]
kind = "configmap"
labelSelector = "waits"
[[handler]]
name = "fails"
when = { labels = "waits=for-next-try" }
[[handler]]
name = "limited"
rate = "1/h"
when = { labels = "waits=for-rate" }
[[handler]]
name = "hangs"
concurrency = 1
timeout = "1h"
when = { labels = "waits=for-place" }
[[handler]]
name = "log"
`;

const waiting = ["for-next-try", "for-rate", "for-place"];

test("an object that waits for a next try, a rate, a slow call or a place holds back only itself", async () => {
  const cwd = await scratchFolder();
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, {
    "config.toml": config,
    ...pluginFiles("fails", 'throw new Error("no");'),
    ...pluginFiles("limited", ""),
    ...pluginFiles("hangs", 'context.log.info("hangs"); await new Promise(() => {});'),
  });
  const configMap = (name: string, waits: string) =>
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels: { waits } } });
  const host = startKwatchman(["-k", "kubeconfig"], { cwd });
  await untilSynced(host);

  for (const waits of waiting) for (const number of [1, 2]) configMap(`${waits}-${number}`, waits);
  await host.until((lines) => {
    const messages = lines.map(({ msg }) => msg);
    expect(messages.filter((msg) => msg === "handler failed, retrying")).toHaveLength(2);
    expect(messages).toContain("hangs");
  });
  for (let number = 0; number < 50; number += 1) {
    const object = configMap(`free-${number}`, "for-nothing");
    cluster.patch({ ...object, metadata: { name: `free-${number}` } }, { data: { changed: "yes" } });
  }

  await host.until(() => expect(free(host.changes())).toHaveLength(100));
  // Of the two that share a rate of one call an hour, the first was let through.
  expect(
    host
      .changes()
      .filter((line) => !free([line]).length)
      .map(({ subject }) => subject),
  ).toEqual(["default/for-rate-1"]);
});

function free(lines: readonly LogLine[]): LogLine[] {
  return lines.filter(({ subject }) => String(subject).startsWith("default/free-"));
}
