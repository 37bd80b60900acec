import { realpathSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { copyBuildContext } from "./build-context.ts";
import { type Instruction, readPairs, type Stage } from "./dockerfile.ts";
import { createScratchRoot, type ScratchRoot } from "./scratch-root.ts";

/** What the steps of a Dockerfile made, without an engine. */
export interface BuiltImage {
  readonly root: ScratchRoot;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly uid: number | undefined;
  /** What was not run, for it needs the network. */
  readonly leftOut: readonly string[];
  remove(): Promise<void>;
}

/** What a step needs the network for is in this checkout already, or in no one's. */
const needsNetwork = /^(?:npm ci|apt-get) /;

/** As engines set it. */
const path0 = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A stage while its steps are taken. */
interface Progress {
  readonly root: ScratchRoot;
  readonly env: Map<string, string>;
  cwd: string;
  uid: number | undefined;
}

/** Takes the steps of all stages, one after the other, each in a root of its own. Throws if one fails. */
export async function buildImage(stages: readonly Stage[]): Promise<BuiltImage> {
  const context = await mkdtemp(path.join(tmpdir(), "kwatchman-context-"));
  await copyBuildContext(context);
  const roots = new Map<string, ScratchRoot>();
  const leftOut: string[] = [];
  let progress: Progress | undefined;
  for (const { name, instructions } of stages) {
    const root = await createScratchRoot();
    roots.set(name, root);
    progress = {
      root,
      env: new Map([
        ["PATH", path0],
        ["HOME", "/root"],
      ]),
      cwd: "/",
      uid: undefined,
    };
    for (const instruction of instructions) {
      if (instruction.name === "RUN" && needsNetwork.test(instruction.text)) leftOut.push(instruction.text);
      else await take(instruction, progress, (from) => roots.get(from ?? "")?.folder ?? context);
    }
  }
  if (progress === undefined) throw new Error("Expected a Dockerfile with a stage");
  const remove = async (): Promise<void> => {
    await rm(context, { recursive: true, force: true });
    for (const root of roots.values()) await root.remove();
  };
  return { ...progress, leftOut, remove };
}

async function take(
  instruction: Instruction,
  progress: Progress,
  sourceOf: (stage: string | undefined) => string,
): Promise<void> {
  const { name, text, flags } = instruction;
  if (name === "WORKDIR") await enter(path.posix.resolve(progress.cwd, text), progress);
  else if (name === "USER") progress.uid = Number(text.split(":")[0]);
  else if (name === "ENV") for (const [key, value] of readPairs(instruction)) progress.env.set(key, value);
  else if (name === "COPY") await copy(text.split(" "), sourceOf(flags["from"]), progress);
  else if (name === "RUN") await run(instruction, progress);
}

async function enter(folder: string, progress: Progress): Promise<void> {
  progress.cwd = folder;
  await mkdir(path.join(progress.root.folder, folder), { recursive: true });
}

/** A folder's contents, or a file, as COPY does. */
async function copy(words: readonly string[], from: string, { root, cwd }: Progress): Promise<void> {
  const to = words.at(-1) ?? "";
  for (const word of words.slice(0, -1)) {
    const source = path.join(from, word);
    const intoFolder = to.endsWith("/") && !(await stat(source)).isDirectory();
    const target = path.posix.resolve(cwd, intoFolder ? path.posix.join(to, path.basename(word)) : to);
    await cp(source, path.join(root.folder, target), { recursive: true, verbatimSymlinks: true });
  }
}

async function run({ text, words }: Instruction, { root, env, cwd, uid }: Progress): Promise<void> {
  const command = words ?? ["/bin/sh", "-c", text];
  // What `npm ci` would have brought.
  const packages: [string, string] = ["/build/node_modules", realpathSync(path.join(projectRoot, "node_modules"))];
  const result = await root.run(command, { env, cwd, uid, mounts: new Map(cwd === "/build" ? [packages] : []) });
  if (result.failed) throw new Error(`Expected this step to succeed: RUN ${text}\n${result.stdout}\n${result.stderr}`);
}
