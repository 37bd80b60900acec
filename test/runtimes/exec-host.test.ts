import { chmod, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type EmbeddedCluster, startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { type KwatchmanProcess, type LogLine, runKwatchman, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { writeFiles } from "../docs/write-files.ts";
import { living, tracer } from "./exec/living.ts";
import { sh, stream } from "./exec/programs.ts";

const patience = { timeout: 90_000 };

describe("kwatchman with executables", () => {
  test("runs one for each event, whose answer the handlers that follow see, and one that stays", async () => {
    const { cwd, cluster } = await startShop({
      "config.toml": `${resource}
[[handler]]
name = "owner"
runtime = "exec"
command = ["./owner.sh", "team-a"]
greeting = "hello"

[[handler]]
name = "count"
runtime = "exec"
command = ["./count.js"]
mode = "stream"

[[handler]]
name = "log"
`,
      "owner.sh": sh(
        `cat > /dev/null; echo "$KWATCHMAN_SETTINGS" >&2
         printf '{"patch":[{"op":"add","path":"/owner","value":"%s"}]}' "$1"`,
      ),
      "count.js": stream(`console.error("owned by", frame.event.data.owner); answer({});`, {
        ready: "{ contract: 1, concurrency: 4 }",
      }),
    });

    const host = await startSynced(cwd);
    cluster.create(configMap("second"));
    await host.until(() => expect(host.changes()).toHaveLength(2));

    const outputs = (handler: string): LogLine[] =>
      host.lines().filter((line) => line["handler"] === handler && line["msg"] === "output");
    await expect.poll(() => outputs("count"), patience).toHaveLength(2);
    expect(outputs("owner")[0]?.["output"]).toEqual({ message: '{"greeting":"hello"}', stream: "stderr" });
    expect(outputs("count")[0]?.["output"]).toEqual({ message: "owned by team-a", stream: "stderr" });

    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
    expect(host.lines().filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
  });

  test("retries a program that fails, and gives the event up when it says so", async () => {
    const { cwd } = await startShop({
      "config.toml": `retry = { backoff = "10ms" }\n${resource}[[handler]]
name = "page"
runtime = "exec"
command = ["./page.sh"]
`,
      "page.sh": sh(`echo "attempt $KWATCHMAN_ATTEMPT" >&2; [ "$KWATCHMAN_ATTEMPT" = 2 ] && exit 65; exit 75`),
    });

    const host = await startSynced(cwd);

    await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("dead letter"));
    expect(host.lines().find(({ msg }) => msg === "handler failed, retrying")).toMatchObject({
      handler: "page",
      error: { code: "KW_EXEC_FAILED", output: "attempt 1" },
    });
    expect(host.lines().find(({ msg }) => msg === "dead letter")).toMatchObject({
      handler: "page",
      attempt: 2,
      error: { message: "Expected `./page.sh` to exit with 0, it exited with 65" },
    });
  });

  test("masks a secret in what a program prints and is told it in its settings", async () => {
    const { cwd } = await startShop({
      "config.toml": `${resource}[[handler]]
name = "page"
runtime = "exec"
command = ["./page.sh"]
token = { env = "PAGE_TOKEN" }
`,
      "page.sh": sh(`echo "$KWATCHMAN_SETTINGS" > told; echo "$KWATCHMAN_SETTINGS" >&2`),
    });

    const host = await startSynced(cwd, { PAGE_TOKEN: "hush-hush" });

    await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("output"));
    expect(host.output()).not.toContain("hush-hush");
    expect(await readFile(path.join(cwd, "told"), "utf8")).toBe('{"token":"hush-hush"}\n');
  });

  test("check starts a stream, and says why one does not get ready", async () => {
    const { cwd } = await startShop({
      "config.toml": `${resource}
[[handler]]
name = "well"
runtime = "exec"
command = ["./well.js"]
mode = "stream"

[[handler]]
name = "ill"
runtime = "exec"
command = ["./ill.sh"]
mode = "stream"
`,
      "well.js": stream("answer({});"),
      "ill.sh": sh("exit 3"),
    });

    const { stdout, code } = await runKwatchman(["check", "-k", "kubeconfig"], { cwd });

    expect(stdout).toMatch(/^well +well +exec +ok$/m);
    expect(stdout).toContain(
      "error KW_STREAM_NOT_READY: Expected the stream `./ill.sh` to get ready, it exited with 3",
    );
    expect(code).toBe(2);
  });
});

describe.runIf(process.platform === "linux")("when kwatchman stops", () => {
  test("by SIGTERM or SIGINT, nothing that it started is left", async () => {
    const stopBy = async (signal: NodeJS.Signals) => {
      const word = tracer();
      const { cwd } = await startShop(hanging(word));
      const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd });
      await expect.poll(() => living(word).length, patience).toBe(4);
      host.kill(signal);
      const code = await host.ended;
      return { signal, code, left: living(word) };
    };

    expect(await Promise.all([stopBy("SIGTERM"), stopBy("SIGINT")])).toEqual([
      { signal: "SIGTERM", code: 0, left: [] },
      { signal: "SIGINT", code: 0, left: [] },
    ]);
  });

  test("by a signal too many, process groups are gone all the same", async () => {
    const word = tracer();
    const { cwd } = await startShop({
      ...hanging(word),
      "config.toml": `drainTimeout = "60s"\n${resource}${once}`,
      "once.sh": sh(`sh -c 'sleep 600; :' ${word}; :`),
    });
    const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd });
    await expect.poll(() => living(word).length, patience).toBe(1);

    host.kill("SIGTERM");
    await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("stopping"));
    await expect
      .poll(() => {
        host.kill("SIGTERM");
        return living(word);
      }, patience)
      .toEqual([]);
  });

  test("by a crash, nothing that it started is left", async () => {
    const word = tracer();
    const files = hanging(word);
    const { cwd } = await startShop({
      ...files,
      ...bomb,
      "config.toml": `pluginDirs = ["plugins"]\n${files["config.toml"]}\n[[handler]]\nname = "bomb"\n`,
    });
    const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd });
    await expect.poll(() => living(word).length, patience).toBe(4);

    await writeFiles(cwd, { fuse: "" });

    expect(await host.ended).toBe(1);
    await expect.poll(() => living(word), patience).toEqual([]);
  });

  test("by SIGKILL, a stream ends by the end of its input", async () => {
    const word = tracer();
    const { cwd } = await startShop({
      "config.toml": `${resource}[[handler]]\nname = "count"\nruntime = "exec"\ncommand = ["./count.js", "${word}"]\nmode = "stream"\n`,
      "count.js": stream("answer({});"),
    });
    const host = await startSynced(cwd);
    await expect.poll(() => living(word).length, patience).toBe(1);

    host.kill("SIGKILL");

    await expect.poll(() => living(word), patience).toEqual([]);
  });
});

const resource = '[[resource]]\nkind = "configmap"\n';
const once = '[[handler]]\nname = "once"\nruntime = "exec"\ncommand = ["./once.sh"]\n';

/** A program for one event and a stream that heed nothing, each with a child in a session of its own. */
function hanging(word: string): Record<string, string> {
  const hang = `trap '' TERM; setsid sh -c 'sleep 600; :' ${word} & sh -c 'sleep 600; :' ${word}; sleep 600`;
  return {
    "config.toml": `drainTimeout = "1s"\n${resource}${once}timeout = "60s"\n[[handler]]\nname = "stream"\nruntime = "exec"\ncommand = ["./stream.sh"]\nmode = "stream"\n`,
    "once.sh": sh(hang),
    "stream.sh": sh(`echo '{"type":"ready","contract":1}'; ${hang}`),
  };
}

/** A module with an error that nobody catches, as soon as there is a file `fuse`. */
const bomb: Readonly<Record<string, string>> = {
  "plugins/bomb/plugin.toml": 'name = "bomb"\nversion = "1"\ncontract = 1\nruntime = "module"\nentry = "index.mjs"\n',
  "plugins/bomb/index.mjs": `import { existsSync } from "node:fs";
setInterval(() => {
  if (existsSync("fuse")) throw new Error("lit");
}, 20);
export default { handle() {} };
`,
};

function configMap(name: string) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } };
}

/** A cluster with a ConfigMap, and a folder with these files, those with an interpreter's line executable. */
async function startShop(files: Readonly<Record<string, string>>): Promise<{ cwd: string; cluster: EmbeddedCluster }> {
  const cwd = await scratchFolder();
  await writeFiles(cwd, files);
  for (const [file, text] of Object.entries(files)) if (text.startsWith("#!")) await chmod(path.join(cwd, file), 0o755);
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  cluster.create(configMap("first"));
  return { cwd, cluster };
}

async function startSynced(cwd: string, env: Readonly<Record<string, string>> = {}): Promise<KwatchmanProcess> {
  const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd, env });
  await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("all resources are synced"));
  return host;
}
