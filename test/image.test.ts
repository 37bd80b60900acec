import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { startEmbeddedCluster } from "../sdk/testing/index.ts";
import { projectRoot } from "./cli/kwatchman-process.ts";
import { blocksOf } from "./docs/documents.ts";
import { commandsIn } from "./docs/shell-commands.ts";
import { findFreePort } from "./control-plane/free-port.ts";
import { type BuiltImage, buildImage } from "./image/build-image.ts";
import { type Instruction, readDockerfile, readPairs } from "./image/dockerfile.ts";
import { canIsolate } from "./image/scratch-root.ts";

const stages = readDockerfile(readFileSync(path.join(projectRoot, "Dockerfile"), "utf8"));
const last = stages.at(-1)?.instructions ?? [];
const all = stages.flatMap(({ instructions }) => instructions);

describe("the Dockerfile", () => {
  test("starts every stage from Node's slim image, by its whole version, which is that of the tests", () => {
    const wanted = new RegExp(`^node:${RegExp.escape(packageJson.devDependencies.node)}-\\w+-slim$`);
    for (const { base } of stages) expect(base).toMatch(wanted);
  });

  test("runs as a user that is not root, by number, from there on", () => {
    expect(of(last, "USER").map(({ text }) => text)).toEqual(["65532:65532"]);
    const after = last.slice(last.findIndex(({ name }) => name === "USER"));
    expect(after.map(({ name }) => name)).toContain("ENTRYPOINT");
  });

  test("starts, stops and is probed without a shell, by tini", () => {
    expect(single("ENTRYPOINT").words?.slice(0, 3)).toEqual(["tini", "-s", "--"]);
    expect(single("CMD").words).toEqual(["run"]);
    expect(single("HEALTHCHECK").words).toEqual(["kwatchman", "health"]);
  });

  test("has a volume for the state, where the store's default path lies, and the port that is probed", () => {
    const env = new Map(of(last, "ENV").flatMap(readPairs));
    expect(single("VOLUME").words).toEqual([`${env.get("XDG_STATE_HOME")}/kwatchman`]);
    expect(`:${single("EXPOSE").text}`).toBe(env.get("KW_HTTP_ADDRESS"));
  });

  test("has the labels of the OCI, with what the package says of itself", () => {
    expect(Object.fromEntries(of(last, "LABEL").flatMap(readPairs))).toEqual({
      "org.opencontainers.image.title": packageJson.name,
      "org.opencontainers.image.description": packageJson.description,
      "org.opencontainers.image.licenses": packageJson.license,
      "org.opencontainers.image.version": "${VERSION}",
      "org.opencontainers.image.revision": "${REVISION}",
    });
  });

  test("adds nothing from the network but packages, whose versions are pinned, and leaves no lists behind", () => {
    expect(of(all, "ADD")).toEqual([]);
    expect(of(all, "RUN").filter(({ text }) => /curl|wget|sudo|npm (?:i|install)\b/.test(text))).toEqual([]);
    for (const { text } of of(all, "RUN").filter((step) => step.text.includes("apt-get install"))) {
      expect(text).toContain("apt-get update && apt-get install");
      expect(text).toContain("--no-install-recommends");
      expect(text).toContain("rm -rf /var/lib/apt/lists/*");
      const [, packages = ""] = /--no-install-recommends (.+?) &&/.exec(text) ?? [];
      for (const name of packages.split(" ")) expect(name).toMatch(/^[a-z0-9-]+=\d/);
    }
  });

  test("has no step that knows of an architecture, and none that changes folder by cd", () => {
    expect(of(all, "RUN").filter(({ text }) => /amd64|arm64|x64|x86|aarch|uname|\bcd /.test(text))).toEqual([]);
  });

  test("works in absolute folders, and copies only from stages that there are", () => {
    for (const { text } of of(all, "WORKDIR")) expect(text).toMatch(/^\//);
    const names = stages.map(({ name }) => name);
    for (const { flags } of of(all, "COPY")) expect([undefined, ...names]).toContain(flags["from"]);
  });

  test("has the places that docs/image.md mounts, sets and builds it with", () => {
    const env = new Map(of(last, "ENV").flatMap(readPairs));
    const commands = blocksOf("docs/image.md").flatMap(commandsIn);
    const running = commands.find(({ words }) => words.includes("--read-only"));
    const given = (flag: string): string[] =>
      running?.words.flatMap((word, index) => (running.words[index - 1] === flag ? [word] : [])) ?? [];

    expect(given("--volume").map((volume) => volume.split(":")[1])).toEqual(
      expect.arrayContaining([env.get("KW_CONFIG_FILE"), ...(single("VOLUME").words ?? [])]),
    );
    expect(given("--publish")[0]?.split(":").at(-1)).toBe(single("EXPOSE").text);
    const args = commands.flatMap(({ text }) => [...text.matchAll(/--build-arg (\w+)=/g)].map(([, name]) => name));
    expect(of(last, "ARG").map(({ text }) => text)).toEqual(expect.arrayContaining(args));
  });

  test("passes no secret: no variable is named like one", () => {
    const names = [
      ...of(all, "ENV")
        .flatMap(readPairs)
        .map(([name]) => name),
      ...of(all, "ARG").map(({ text }) => text),
    ];
    expect(names.filter((name) => /TOKEN|PASSWORD|SECRET|KEY/i.test(name))).toEqual([]);
  });
});

describe.skipIf(!(await canIsolate()))("the image's steps, taken in a scratch root", () => {
  let image: BuiltImage;

  beforeAll(async () => {
    image = await buildImage(stages);
    return () => image.remove();
  }, 300_000);

  test("are all taken but what needs the network", () => {
    expect(image.leftOut).toEqual([
      expect.stringMatching(/^npm ci /),
      expect.stringMatching(/^apt-get update && apt-get install .* tini=/),
    ]);
  });

  test("leave the package, isolated-vm for both platforms, and nothing that builds or installs", () => {
    const modules = inImage("/app/node_modules");
    expect(readdirSync(modules).sort()).toEqual(["isolated-vm", "kwatchman", "node-gyp-build"]);
    expect(existsSync(path.join(modules, "kwatchman/dist/cli.js"))).toBe(true);
    expect(readdirSync(path.join(modules, "isolated-vm/prebuilds")).sort()).toEqual(["linux-arm64", "linux-x64"]);
    expect(existsSync(inImage("/build"))).toBe(false);
  });

  test("give the user the state's folder, and leave all else to root", () => {
    expect(statSync(inImage("/var/lib/kwatchman")).uid).toBe(65_532);
    for (const place of ["/app", "/app/node_modules/kwatchman/dist/cli.js", "/etc/kwatchman/config.toml"]) {
      expect(statSync(inImage(place)).uid).toBe(0);
      expect(statSync(inImage(place)).mode & 0o022).toBe(0);
    }
  });

  test("keep what was compiled, for that user", () => {
    expect(readdirSync(inImage("/app/compile-cache"))).toEqual([expect.stringMatching(/-65532$/)]);
  });

  test("make a container that watches with a file system that is read only, is found healthy, and stops when told to", async () => {
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    await cluster.writeKubeconfig(inImage("/etc/kwatchman/kubeconfig"));
    const port = await findFreePort();
    const env = new Map([
      ...image.env,
      ["KW_HTTP_ADDRESS", `127.0.0.1:${port}`],
      ["KUBECONFIG", "kubeconfig"],
      ["HOME", "/"],
    ]);
    const { root, cwd, uid } = image;
    const tini = await hostsTini();
    const volumes = single("VOLUME").words ?? [];
    const options = { env, cwd, uid, mounts: tini, writable: volumes };
    const [entrypoint, command, healthcheck] = [single("ENTRYPOINT"), single("CMD"), single("HEALTHCHECK")].map(
      ({ words = [] }) => words,
    );
    const isThere = tini.size > 0;
    const container = root.run([...(entrypoint?.slice(isThere ? 0 : 3) ?? []), ...(command ?? [])], options);
    onTestFinished(() => void container.kill("SIGKILL"));
    let output = "";
    container.all.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });

    await vi.waitFor(() => expect(output).toContain("all resources are synced"), { timeout: 30_000, interval: 100 });
    expect(await root.run(healthcheck ?? [], options)).toMatchObject({ exitCode: 0, stdout: "ok" });
    cluster.create({ apiVersion: "v1", kind: "Service", metadata: { namespace: "default", name: "web" }, spec: {} });
    await vi.waitFor(() => expect(output).toContain('"subject":"default/web"'), { timeout: 30_000, interval: 50 });
    expect(existsSync(inImage("/var/lib/kwatchman/kwatchman.db"))).toBe(true);

    const first = firstProcess(container.pid);
    expect(readFileSync(`/proc/${first}/cmdline`, "utf8").split("\0")[0]).toBe(isThere ? "tini" : "node");
    process.kill(first, "SIGTERM");
    expect(await container).toMatchObject({ exitCode: 0 });
    expect(output).toContain('"msg":"stopped"');
    expect(await root.run(healthcheck ?? [], options)).toMatchObject({ exitCode: 1 });
  });

  function inImage(place: string): string {
    return path.join(image.root.folder, place);
  }
});

function of(instructions: readonly Instruction[], wanted: string): Instruction[] {
  return instructions.filter(({ name }) => name === wanted);
}

/** The one of the last stage. */
function single(name: string): Instruction {
  const [found, ...others] = of(last, name);
  if (found === undefined || others.length > 0) throw new Error(`Expected one ${name}`);
  return found;
}

/** What the step that is left out would have installed, if this machine has it. */
async function hostsTini(): Promise<ReadonlyMap<string, string>> {
  const { stdout, failed } = await execa("sh", ["-c", "command -v tini"], { reject: false });
  return failed ? new Map() : new Map([["/usr/local/bin/tini", stdout]]);
}

/** PID 1 of the container, by its number here. */
function firstProcess(unshare: number | undefined): number {
  return Number(readFileSync(`/proc/${unshare}/task/${unshare}/children`, "utf8").trim());
}
