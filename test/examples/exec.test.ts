import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { deploymentEvent, eventOf } from "../../sdk/testing/index.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { loadExample } from "./load-example.ts";

describe("examples/exec-bash", () => {
  test("writes a line for an object that belongs to a team, and hands the team on", async () => {
    const file = path.join(await scratchFolder(), "journal.tsv");
    const { call } = await loadExample("exec-bash", `file = "${file}"`);
    const event = deploymentEvent({ change: ({ metadata }) => (metadata.labels["team"] = "grün & blau") });

    expect(await call(event)).toEqual({ patch: [{ op: "add", path: "/team", value: "grün & blau" }] });

    expect(await readFile(file, "utf8")).toBe("2026-11-22T07:00:00.123Z\tgrün & blau\tupdate\tshop/web\n");
  });

  test("ends the chain for one that belongs to none", async () => {
    const { call } = await loadExample("exec-bash", `file = "/nowhere/journal.tsv"`);

    expect(await call(deploymentEvent())).toEqual({ next: false, reason: "it belongs to no team" });
  });

  test("asks for another attempt when the file cannot be written, and says why", async () => {
    const { call, output } = await loadExample("exec-bash", `file = "/nowhere/journal.tsv"`);
    const event = deploymentEvent({ change: ({ metadata }) => (metadata.labels["team"] = "a") });

    await expect(call(event)).rejects.toThrow("it exited with 75");

    expect(output.map(({ message }) => message)).toContain("attempt 1 could not write to /nowhere/journal.tsv");
  });
});

describe("examples/exec-python-stream", () => {
  const allowed = 'allowed = ["registry.example"]';

  test("lets an image from elsewhere pass, and names it", async () => {
    const { call } = await loadExample("exec-python-stream", allowed);
    const event = deploymentEvent({
      change: ({ spec }) => {
        const [container] = spec.template.spec.containers;
        if (container !== undefined) container.image = "elsewhere.example/web:1";
      },
    });

    expect(await call(event)).toEqual({
      patch: [{ op: "add", path: "/foreignImages", value: ["elsewhere.example/web:1"] }],
    });
  });

  test("ends the chain for the others, many at once", async () => {
    const { call } = await loadExample("exec-python-stream", allowed);

    const results = await Promise.all(Array.from({ length: 16 }, () => call(deploymentEvent())));

    expect(new Set(results.map(({ reason }) => reason))).toEqual(new Set(["all images are from allowed registries"]));
  });

  test("gives up what it cannot make sense of", async () => {
    const { call } = await loadExample("exec-python-stream", allowed);
    const event = deploymentEvent({ change: (object) => Object.assign(object, { spec: { containers: [{}] } }) });

    expect(await call(event)).toEqual({ error: { message: "KeyError('image')", retryable: false } });
  });
});

describe("examples/exec-node", () => {
  const kind = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };
  const pod = (restarts: number) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web-1", namespace: "shop", uid: "1", resourceVersion: "1" },
    status: { containerStatuses: [{ name: "web", restartCount: restarts }] },
  });

  test("lets a restart pass, and names the container", async () => {
    const { call } = await loadExample("exec-node");

    expect(await call(eventOf(kind, pod(2), { oldObject: pod(1) }))).toEqual({
      patch: [{ op: "add", path: "/restarted", value: ["web"] }],
    });
  });

  test("ends the chain where nothing was restarted", async () => {
    const { call } = await loadExample("exec-node");

    expect(await call(eventOf(kind, pod(2)))).toEqual({ next: false, reason: "nothing was restarted" });
  });

  test("gives up what is no Pod", async () => {
    const { call } = await loadExample("exec-node");

    expect(await call(deploymentEvent())).toEqual({
      error: { message: "Expected a Pod, got a Deployment", retryable: false },
    });
  });
});
