import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import type { EmbeddedCluster } from "../../sdk/testing/index.ts";
import { type Host, startHost } from "../host.ts";
import { type HostLog, openLog } from "../observe/log.ts";
import { loadConfiguration } from "../registry/load-configuration.ts";
import { commandName } from "./command-name.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { setTheScene, story } from "./demo/story.ts";
import { listenForStop } from "./signals.ts";

/** Between two acts, so that a person can follow. */
const pauseMs = 900;

const configFile = fileURLToPath(new URL("demo/config.toml", import.meta.url));

/** `kwatchman demo`: the real host on an embedded cluster in which a short story plays. */
export async function demo(): Promise<ExitCode> {
  const stop = listenForStop();
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-demo-"));
  // Here, so that no other command waits for it.
  const { startEmbeddedCluster } = await import("../../sdk/testing/index.ts");
  const cluster = await startEmbeddedCluster();
  try {
    setTheScene(cluster);
    const kubeconfig = path.join(folder, "kubeconfig");
    await cluster.writeKubeconfig(kubeconfig);
    say(
      "A small cluster runs in this process, with Deployment shop/web, Service shop/legacy-api, Secret shop/database.",
    );
    say("kwatchman watches all Deployments, Services and Secrets with two handlers: diff, then log.\n");
    const { log, lines } = countChanges(openLog({ level: "info", secrets: [], format: "pretty" }));
    const seen = await tellStory(cluster, kubeconfig, log, stop.signal);
    if (stop.signal.aborted) return exitCodes.ok;
    say(`\n${seen} changes were seen, ${lines()} of them worth a line; diff kept the other ${seen - lines()} quiet.`);
    const command = commandName();
    say(`Your own cluster: write a config.toml, then \`${command} check\` and \`${command} run\`.`);
    return exitCodes.ok;
  } finally {
    await cluster.close();
    await rm(folder, { recursive: true, force: true });
    stop.release();
  }
}

/** Runs the host as long as the story plays, or until it is stopped; resolves with how many changes were seen. */
async function tellStory(
  cluster: EmbeddedCluster,
  kubeconfig: string,
  log: HostLog,
  stopped: AbortSignal,
): Promise<number> {
  const finished = new AbortController();
  const host = await startHost({
    configuration: await loadConfiguration(configFile),
    credentials: { kubeconfig: [kubeconfig], env: process.env },
    log,
    signal: AbortSignal.any([stopped, finished.signal]),
  });
  const seen: string[] = [];
  const playing = playStory(cluster, host, seen, stopped);
  try {
    await Promise.race([playing, host.ended]);
  } catch (error) {
    if (!stopped.aborted) throw error;
  } finally {
    finished.abort(new DOMException("the story has been told", "AbortError"));
    await host.ended;
  }
  return seen.length;
}

/** Plays act after act, each when all of the one before has been handled. */
async function playStory(cluster: EmbeddedCluster, host: Host, seen: string[], signal: AbortSignal): Promise<void> {
  await host.synced;
  host.hooks.event.tap("demo", (event) => void seen.push(event.id));
  let expected = 0;
  for (const act of story) {
    say(`\n▸ ${act.says}`);
    act.play(cluster);
    expected += act.changes;
    while (seen.length < expected || host.status().lanes.running > 0) await delay(20, undefined, { signal });
    await delay(pauseMs, undefined, { signal });
  }
}

/** Counts what the log handler writes. */
function countChanges(log: HostLog): { log: HostLog; lines: () => number } {
  let count = 0;
  const pluginLogger: HostLog["pluginLogger"] = (handler, trusted) => {
    const logger = log.pluginLogger(handler, trusted);
    if (handler !== "log") return logger;
    return {
      ...logger,
      info(message, fields) {
        count += 1;
        logger.info(message, fields);
      },
    };
  };
  return { log: { ...log, pluginLogger }, lines: () => count };
}

function say(text: string): void {
  process.stdout.write(`${styleText("bold", text, { stream: process.stdout })}\n`);
}
