import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { kubeconfigOf } from "../../src/cluster/fixtures/kubeconfig.ts";
import { keepingLog } from "../../src/pipeline/fixtures/logs.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { systemClock } from "../../src/time/clock.ts";
import { runKwatchman, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSaid } from "../cli/until-said.ts";
import { type CodeBlock, codeBlocks, readDocument } from "./code-blocks.ts";
import { faultyExecutables, faultyPlugin, mistakenFiles } from "./errors/mistaken-files.ts";
import { writeFiles } from "./write-files.ts";

/** Where the documentation's examples stand. */
const home = "/srv/kwatchman";

describe("the examples of docs/errors.md", () => {
  let blocks: readonly CodeBlock[] = [];
  beforeAll(async () => {
    blocks = codeBlocks(await readDocument("docs/errors.md"));
  });

  const textOf = (code: string): string =>
    blocks.find(({ text }) => text.startsWith(`error ${code}: `))?.text ?? `no example of ${code}`;
  const errorOf = (code: string): unknown =>
    blocks
      .filter(({ language }) => language === "json")
      .map(({ text }) => JSON.parse(text) as { code: string })
      .find((error) => error.code === code) ?? `no example of ${code}`;

  test.each([
    {
      mistakes: "of the configuration, its plugins and settings",
      args: ["run"],
      codes: [
        "KW_CONFIG_DUPLICATE",
        "KW_CONFIG_INVALID",
        "KW_CONFIG_SECRET_MISSING",
        "KW_CONFIG_UNKNOWN_KEY",
        "KW_MANIFEST_INVALID",
        "KW_PLUGIN_UNKNOWN",
        "KW_SETTINGS_INVALID",
      ],
    },
    { mistakes: "of syntax", args: ["run", "-c", "syntax.toml"], codes: ["KW_CONFIG_SYNTAX"] },
    { mistakes: "of leaving everything out", args: ["run", "-c", "empty.toml"], codes: ["KW_CONFIG_EMPTY"] },
    { mistakes: "in the file's name", args: ["run", "-c", "none.toml"], codes: ["KW_CONFIG_NOT_FOUND"] },
    { mistakes: "in a plugin", args: ["run", "-c", "unloadable.toml"], codes: ["KW_PLUGIN_LOAD"] },
    { mistakes: "in a kind", args: ["rbac", "-c", "widgets.toml"], codes: ["KW_KIND_NEEDS_GROUP"] },
    { mistakes: "in flags", args: ["run", "-c", "good.toml", "-l", "tier in (web"], codes: ["KW_USAGE"] },
  ])("those of mistakes $mistakes are what it prints at once", async ({ args, codes }) => {
    const cwd = await scratchFolder();
    await writeFiles(cwd, mistakenFiles);

    const { code, stderr } = await runKwatchman(args, { cwd });

    for (const one of codes) expect(`${stderr.replaceAll(cwd, home)}\n`).toContain(textOf(one));
    expect(code).toBe(2);
  });

  test("those that need a cluster are what check prints about it", async () => {
    const cwd = await scratchFolder();
    await writeFiles(cwd, mistakenFiles);
    const cluster = await startEmbeddedCluster({ forbid: [{ verbs: ["watch"], resources: ["services"] }] });
    onTestFinished(() => cluster.close());
    await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));

    const checked = await runKwatchman(["check", "-c", "cluster.toml", "-k", "kubeconfig"], { cwd });
    const elsewhere = await runKwatchman(["check", "-c", "good.toml", "-k", "kubeconfig", "--context", "prod"], {
      cwd,
    });

    for (const code of ["KW_FORBIDDEN", "KW_KIND_UNKNOWN", "KW_SELECTOR_REFUSED"]) {
      expect(`${checked.stdout}\n`).toContain(textOf(code));
    }
    expect(`${elsewhere.stdout}\n`).toContain(textOf("KW_KUBECONFIG"));
  });

  test.each([
    { code: "KW_API_FAILED", status: 500 },
    { code: "KW_UNAUTHORIZED", status: 401 },
  ])("$code is what check prints about a server that answers $status", async ({ code, status }) => {
    const cwd = await scratchFolder();
    const server = createServer((_, response) => response.writeHead(status).end("overloaded"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await writeFiles(cwd, { ...mistakenFiles, kubeconfig: kubeconfigOf(`http://127.0.0.1:${port}`) });

    const { stdout } = await runKwatchman(["check", "-c", "good.toml", "-k", "kubeconfig"], { cwd });

    expect(`${stdout}\n`).toContain(textOf(code));
  });

  test("KW_CLUSTER_UNREACHABLE is what check prints about a server that is not there", async () => {
    const cwd = await scratchFolder();
    await writeFiles(cwd, { ...mistakenFiles, kubeconfig: kubeconfigOf("http://127.0.0.1:1") });

    const { stdout } = await runKwatchman(["check", "-c", "good.toml", "-k", "kubeconfig"], { cwd });

    expect(`${stdout}\n`).toContain(textOf("KW_CLUSTER_UNREACHABLE"));
  });

  test("those of the store are what run prints, and the file stays as it is", async () => {
    const cwd = await scratchFolder();
    await writeFiles(cwd, { ...mistakenFiles, kubeconfig: kubeconfigOf("http://127.0.0.1:1") });
    using newer = new DatabaseSync(path.join(cwd, "newer.db"));
    newer.exec("CREATE TABLE later (x); PRAGMA application_id = 0x6b776174; PRAGMA user_version = 99");
    const store = openSqliteStore({
      path: path.join(cwd, "locked.db"),
      deadLetters: { count: 1, ageMs: 1 },
      log: keepingLog(),
      clock: systemClock,
      random: Math.random,
    });
    onTestFinished(() => store.close());
    const says = async (file: string) => {
      const { code, stderr } = await runKwatchman(["run", "-c", file, "-k", "kubeconfig"], { cwd });
      expect(code).toBe(1);
      return `${stderr.replaceAll(cwd, home).replace(`id ${process.pid} on ${hostname()}`, "id 4242 on web-1")}\n`;
    };

    expect(await says("corrupt.toml")).toContain(textOf("KW_STORE_CORRUPT"));
    expect(await says("locked.toml")).toContain(textOf("KW_STORE_LOCKED"));
    expect(await says("newer.toml")).toContain(textOf("KW_STORE_NEWER"));
    expect(await says("unavailable.toml")).toContain(textOf("KW_STORE_UNAVAILABLE"));
    const { code, stderr } = await runKwatchman(["dead-letters", "show", "17", "-c", "locked.toml"], { cwd });
    expect(`${stderr}\n`).toContain(textOf("KW_DEAD_LETTER_UNKNOWN"));
    expect(code).toBe(2);
  });

  test("those of handlers and hooks are what stands in the log", async () => {
    const cwd = await scratchFolder();
    await writeFiles(cwd, faultyPlugin);
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
    for (const name of ["throws", "hangs", "answers", "patches"]) {
      cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
    }

    const host = startKwatchman(["run", "-c", "faulty.toml", "-k", "kubeconfig"], { cwd });
    await host.until((lines) => expect(lines.filter(({ msg }) => msg === "dead letter")).toHaveLength(4));

    for (const code of ["KW_HANDLER_FAILED", "KW_HANDLER_TIMEOUT", "KW_PATCH_REFUSED", "KW_RESULT_INVALID"]) {
      expect(host.lines()).toContainEqual(expect.objectContaining({ msg: "dead letter", error: errorOf(code) }));
    }
    expect(host.lines().filter(({ msg }) => msg === "hook failed")).toMatchObject([
      { error: errorOf("KW_HOOK_FAILED") },
    ]);
  });

  test("those of executables are what stands in the log, and what check prints", async () => {
    const cwd = await scratchFolder();
    await writeFiles(cwd, faultyExecutables);
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" } });

    const { stdout } = await runKwatchman(["check", "-c", "executables.toml", "-k", "kubeconfig"], { cwd });
    const host = startKwatchman(["run", "-c", "executables.toml", "-k", "kubeconfig"], { cwd });
    await untilSaid(host, "dead letter");

    expect(`${stdout}\n`).toContain(textOf("KW_STREAM_NOT_READY"));
    expect(host.lines()).toContainEqual(
      expect.objectContaining({ msg: "dead letter", error: errorOf("KW_EXEC_FAILED") }),
    );
  });
});
