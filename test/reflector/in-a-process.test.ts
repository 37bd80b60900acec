import { once } from "node:events";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { newConfigMap, startEmbedded } from "./embedded.ts";

const program = path.join(import.meta.dirname, "fixtures", "watch-in-a-process.ts");
const MIB = 1024 * 1024;
const OBJECTS = 50_000;

interface Report {
  readonly objects: number;
  readonly handedOn: number;
  readonly seconds: number;
  readonly peak: number;
  readonly kept: number;
}

test("a process that lists 50,000 objects of an embedded cluster keeps little of them, and ends when it is stopped", async () => {
  const { cluster, kubeconfig } = await startEmbedded();
  const data = { text: "x".repeat(1000) };
  for (let index = 0; index < OBJECTS; index += 1) cluster.create(newConfigMap("default", `web-${index}`, data));
  const child = execa("node", ["--expose-gc", program, kubeconfig], { timeout: 50_000 });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const report = JSON.parse(line.toString()) as Report;
  child.kill("SIGTERM");
  expect((await child).exitCode).toBe(0);
  expect(report).toMatchObject({ objects: OBJECTS, handedOn: OBJECTS });
  const growth = { peak: Math.round(report.peak / MIB), kept: Math.round(report.kept / MIB) };
  // All of the objects are 75 MiB of text; what is known of each is its name, uid and version.
  expect(growth.peak).toBeLessThan(200);
  expect(growth.kept).toBeLessThan(30);
});
