import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa, type ResultPromise } from "execa";

/** A folder that stands for a container's file system; what its base image would bring is this machine's, read only. */
export interface ScratchRoot {
  readonly folder: string;
  /** Starts a command as PID 1 of its own. */
  run(command: readonly string[], options: RunInRoot): ResultPromise<typeof asContainer>;
  remove(): Promise<void>;
}

/** How a command is run in a scratch root. */
export interface RunInRoot {
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** Without any rights of root's; root unless given. */
  readonly uid?: number | undefined;
  /** What lies where in the root meanwhile: folders and files of this machine by their place there. */
  readonly mounts?: ReadonlyMap<string, string>;
  /** Then nothing can be written to but these folders. */
  readonly writable?: readonly string[];
}

const asContainer = { all: true, reject: false, stdin: "ignore", timeout: 300_000 } as const;

/** Whether this process may make mounts of its own, and processes that see no others. */
export async function canIsolate(): Promise<boolean> {
  const { failed } = await execa("unshare", ["--mount", "--pid", "--fork", "mount", "-t", "tmpfs", "none", "/mnt"], {
    reject: false,
  });
  return !failed;
}

/** Makes a root with Node and this machine's npm, in the places where Node's image has them. */
export async function createScratchRoot(): Promise<ScratchRoot> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-image-"));
  const root = path.join(folder, "root");
  const local = path.join(folder, "usr-local");
  for (const place of ["dev", "proc", "etc", "tmp", "usr", "var/lib"])
    await mkdir(path.join(root, place), { recursive: true });
  for (const place of ["bin", "lib/npm"]) await mkdir(path.join(local, place), { recursive: true });
  for (const place of ["bin", "lib", "lib64", "sbin"]) await symlink(`usr/${place}`, path.join(root, place));
  await writeFile(path.join(local, "bin/node"), "");
  await symlink("../lib/npm/bin/npm-cli.js", path.join(local, "bin/npm"));
  await chmod(folder, 0o755);
  await chmod(path.join(root, "tmp"), 0o1777);
  const { stdout: npm } = await execa("sh", ["-c", 'dirname "$(dirname "$(realpath "$(command -v npm)")")"']);
  return {
    folder: root,
    run(command, options) {
      const lines = [...mountsOf(root, local, npm, options), enter(root, command, options)];
      const script = lines.map((words) => words.map(quote).join(" ")).join("\n");
      return execa("unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script], asContainer);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function mountsOf(root: string, local: string, npm: string, { mounts, writable }: RunInRoot): string[][] {
  const bind = (from: string, to: string): string[] => ["mount", "--rbind", from, `${root}${to}`];
  const forbidWriting = (place: string): string[] => ["mount", "-o", "remount,bind,ro", `${root}${place}`];
  return [
    bind(root, ""),
    bind("/usr", "/usr"),
    forbidWriting("/usr"),
    bind(local, "/usr/local"),
    bind(process.execPath, "/usr/local/bin/node"),
    bind(npm, "/usr/local/lib/npm"),
    bind("/dev", "/dev"),
    ["mount", "-t", "proc", "proc", `${root}/proc`],
    ...[...(mounts ?? [])].flatMap(([place, from]) => [
      ["sh", "-c", 'if [ -d "$0" ]; then mkdir -p "$1"; else touch "$1"; fi', from, `${root}${place}`],
      bind(from, place),
    ]),
    ...(writable ?? []).map((place) => bind(`${root}${place}`, place)),
    ...(writable === undefined ? [] : [forbidWriting(""), forbidWriting("/usr/local")]),
  ];
}

function enter(root: string, command: readonly string[], { env, cwd, uid }: RunInRoot): string[] {
  const variables = [...env].map(([name, value]) => `${name}=${value}`);
  const user =
    uid === undefined
      ? []
      : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--no-new-privs", "--bounding-set=-all"];
  return ["exec", "chroot", root, "env", "-i", ...variables, ...user, "env", `--chdir=${cwd}`, ...command];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
