import { setTimeout as delay } from "node:timers/promises";
import { LineCutter } from "../../runtimes/exec/output/line-cutter.ts";
import { Processes } from "../../runtimes/exec/processes/processes.ts";
import { hostFrames, readFrame } from "../../runtimes/exec/stream/frames.ts";
import { handlerVariables } from "../../runtimes/exec/variables.ts";
import type { ExecSpec } from "../../runtimes/handler-spec.ts";
import { systemClock } from "../../time/clock.ts";
import { type Finding, finding } from "./findings.ts";
import type { Overheard } from "./overheard.ts";

/** As long as the host waits for a pong. */
const pongMs = 5000;
/** Longer than the host waits after `shutdown`: it may be slow to end, if it ends. */
const endMs = 5000;
const maxLineBytes = 64 * 1024;

/** Whether a stream that is idle answers a ping, and ends when it is asked to. */
export async function judgeManners(spec: ExecSpec, { logs }: Overheard): Promise<Finding[]> {
  const processes = new Processes(logs.host, systemClock);
  const child = await processes.start(spec, handlerVariables(spec));
  try {
    const heard = new Set<string>();
    const lines = new LineCutter(maxLineBytes);
    child.stdout.on("data", (chunk: Buffer) => {
      for (const { bytes } of lines.push(chunk)) heard.add(readFrame(bytes)?.type ?? "other");
    });
    child.stderr.resume();
    // It may have ended already: then nothing is heard.
    child.stdin.on("error", (error) => logs.host.debug("frame was not written", { error }));
    child.stdin.write(hostFrames.hello(spec));
    await until(() => heard.has("ready"), pongMs);
    child.stdin.write(hostFrames.ping());
    const findings: Finding[] = [];
    if (!(await until(() => heard.has("pong"), pongMs))) {
      findings.push(finding("no-pong", `It was silent for ${pongMs / 1000} s after a ping.`));
    }
    child.stdin.end(hostFrames.shutdown());
    let hasEnded = false;
    void child.exited.then(() => (hasEnded = true));
    if (!(await until(() => hasEnded, endMs))) {
      findings.push(finding("does-not-end", `It still ran ${endMs / 1000} s later.`));
    }
    return findings;
  } finally {
    await child.kill();
    await processes.close();
  }
}

/** Whether it comes true in time. */
async function until(condition: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!condition() && performance.now() < end) await delay(20);
  return condition();
}
