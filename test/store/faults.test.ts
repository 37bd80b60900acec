import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { type EmbeddedCluster, startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { runKwatchman, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSaid, untilSynced } from "../cli/until-said.ts";
import { codeBlocks, readDocument } from "../docs/code-blocks.ts";
import { findFreePort } from "../control-plane/free-port.ts";

const config = (storePath: string, more = ""): string => `store.path = ${JSON.stringify(storePath)}
${more}
[[resource]]
kind = "configmap"
[[handler]]
name = "log"
`;

async function clusterIn(folder: string): Promise<EmbeddedCluster> {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(folder, "kubeconfig"));
  return cluster;
}

function configMap(name: string, size = 10) {
  // Nothing that compresses: what is written is as large as it looks.
  const value = Array.from({ length: size }, () => Math.random().toString(36).slice(2, 12)).join("");
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { value } };
}

/** A tmpfs of one megabyte, where this process may mount one; else undefined. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await scratchFolder();
  const mounted = await execa("mount", ["-t", "tmpfs", "-o", "size=1m", "none", folder], { reject: false });
  if (mounted.failed) return undefined;
  onTestFinished(async () => {
    await execa("umount", ["-l", folder], { reject: false });
  });
  return folder;
}

const disk = await execa("unshare", ["--mount", "true"], { reject: false });

describe.skipIf(disk.failed)("a disk that is full (a real, small one)", () => {
  test("at the start it is refused with its reason", async () => {
    const folder = await scratchFolder();
    const full = await smallDisk();
    if (full === undefined) throw new Error("Expected to be allowed to mount a tmpfs");
    await clusterIn(folder);
    await writeFile(path.join(full, "filler"), Buffer.alloc(2 ** 20)).catch(() => {});
    await writeFile(path.join(folder, "config.toml"), config(path.join(full, "kwatchman.db")));
    const { code, stderr } = await runKwatchman(["run", "-k", "kubeconfig"], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error KW_STORE_UNAVAILABLE: .*(?:disk is full|ENOSPC|disk I\/O error)/);
  });

  test("while it runs everything goes on; it is said once, shown, and made up for when there is room again", async () => {
    const folder = await scratchFolder();
    const small = await smallDisk();
    if (small === undefined) throw new Error("Expected to be allowed to mount a tmpfs");
    const cluster = await clusterIn(folder);
    const address = `127.0.0.1:${await findFreePort()}`;
    const storePath = path.join(small, "kwatchman.db");
    await writeFile(path.join(folder, "config.toml"), config(storePath, `http.address = "${address}"`));
    const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd: folder });
    await untilSynced(host);
    await writeFile(path.join(small, "filler"), Buffer.alloc(2 ** 20)).catch(() => {});

    const names = Array.from({ length: 40 }, (_, index) => `big-${index}`);
    for (const name of names) cluster.create(configMap(name, 2000));
    await host.until(() => expect(host.changes()).toHaveLength(names.length));
    const failures = () => host.lines().filter(({ msg }) => msg === "store cannot be written, trying again");
    await host.until(() => expect(failures()).not.toEqual([]));
    const [example] = codeBlocks(await readDocument("docs/errors.md"))
      .filter(({ language, text }) => language === "json" && text.includes("KW_STORE_WRITE_FAILED"))
      .map(({ text }) => JSON.parse(text.replace("/srv/kwatchman/small/kwatchman.db", storePath)) as object);
    expect(failures()).toMatchObject([{ error: example }]);
    const readyz = await fetch(`http://${address}/readyz`);
    expect(readyz.status).toBe(200);
    expect(await readyz.text()).toContain("[!] store: cannot be written: database or disk is full");
    const metrics = await (await fetch(`http://${address}/metrics`)).text();
    expect(metrics).toMatch(/^kwatchman_store_failing 1$/m);

    await rm(path.join(small, "filler"));
    await execa("mount", ["-o", "remount,size=16m", small]);
    await untilSaid(host, "store is written again");
    host.kill("SIGKILL");
    await host.ended;
    const next = startKwatchman(["run", "-k", "kubeconfig"], { cwd: folder });
    await untilSynced(next);
    expect(next.changes()).toEqual([]);
    next.kill("SIGTERM");
    expect(await next.ended).toBe(0);
    expect(failures()).toHaveLength(1);
  });
});

describe("a store that may not be written", () => {
  test("for the rights of its folder, is refused with its reason", async () => {
    const folder = await scratchFolder();
    await mkdir(path.join(folder, "state"));
    await writeFile(path.join(folder, "config.toml"), config("state/kwatchman.db"));
    await clusterIn(folder);
    await chmod(path.join(folder, "state"), 0o555);
    expect(await runHeedingRights(folder)).toEqual(refused);
  });

  test("for the rights of its file, is refused with its reason", async () => {
    const folder = await scratchFolder();
    await writeFile(path.join(folder, "config.toml"), config("state/kwatchman.db"));
    await clusterIn(folder);
    const made = startKwatchman(["run", "-k", "kubeconfig"], { cwd: folder });
    await untilSynced(made);
    made.kill("SIGTERM");
    await made.ended;
    for (const each of ["kwatchman.db", "kwatchman.db.lock"]) await chmod(path.join(folder, "state", each), 0o444);
    expect(await runHeedingRights(folder)).toEqual(refused);
  });
});

const refused = {
  code: 1,
  stderr: expect.stringMatching(/^error KW_STORE_UNAVAILABLE: .*(?:EACCES|permission denied|readonly)/),
};

async function runHeedingRights(folder: string): Promise<{ code: number | undefined; stderr: string }> {
  const { code, stderr } = await runKwatchman(["run", "-k", "kubeconfig"], { cwd: folder, heedsRights: true });
  return { code, stderr };
}

test("a second host on the same file is refused, the first goes on, and kill -9 frees it", async () => {
  const folder = await scratchFolder();
  await clusterIn(folder);
  await writeFile(path.join(folder, "config.toml"), config("kwatchman.db"));
  const first = startKwatchman(["run", "-k", "kubeconfig"], { cwd: folder });
  await untilSynced(first);
  const second = await runKwatchman(["run", "-k", "kubeconfig"], { cwd: folder });
  expect(second).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error KW_STORE_LOCKED: .*process id \d+ on /),
  });
  expect(await readFile(path.join(folder, "kwatchman.db"))).not.toHaveLength(0);
  first.kill("SIGKILL");
  await first.ended;
  const third = startKwatchman(["run", "-k", "kubeconfig"], { cwd: folder });
  await untilSynced(third);
  third.kill("SIGTERM");
  expect(await third.ended).toBe(0);
});
