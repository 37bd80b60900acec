import type { StoreConfig } from "../../config/config.ts";
import { readStoreConfig } from "../../config/parts/read-store-config.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { DeadLetterRequest } from "../../store/dead-letters.ts";
import { type DeadLetterFile, openDeadLetterFile } from "../../store/sqlite/dead-letter-file.ts";
import { print } from "../print.ts";
import { letterJson, letterTable, letterText } from "./letter-text.ts";

/** What every command about dead letters is told. */
export interface DeadLetterFlags {
  /** The configuration, for where the store is. */
  readonly config: string;
  readonly json?: true;
}

/** Which letters a command is about. */
export type Chosen = readonly number[] | "all";

/** `kwatchman dead-letters list` */
export async function listLetters(flags: DeadLetterFlags, env: NodeJS.ProcessEnv): Promise<void> {
  const letters = await withFile(flags, env, "read", (file) => file.list());
  await print(flags.json ? asJson(letters.map(letterJson)) : letterTable(letters));
}

/** `kwatchman dead-letters show ID` */
export async function showLetter(id: number, flags: DeadLetterFlags, env: NodeJS.ProcessEnv): Promise<void> {
  const found = await withFile(flags, env, "read", (file) => file.get(id));
  if (found === undefined) throw unknownLetters([id]);
  const { listed, letter } = found;
  await print(flags.json ? asJson({ ...letterJson(listed), event: letter.event }) : letterText(listed, letter));
}

/** `kwatchman dead-letters retry` and `drop`: a host that runs does it within seconds, else the next one. */
export async function markLetters(
  chosen: Chosen,
  wanted: DeadLetterRequest["wanted"],
  flags: DeadLetterFlags,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const marked = await withFile(flags, env, "write", (file) => file.mark(chosen, wanted));
  const unknown = chosen === "all" ? [] : chosen.filter((id) => !marked.includes(id));
  if (marked.length > 0 || unknown.length === 0) {
    await print(flags.json ? asJson({ wanted, marked }) : tellMarked(marked, wanted));
  }
  if (unknown.length > 0) throw unknownLetters(unknown);
}

async function withFile<Found>(
  flags: DeadLetterFlags,
  env: NodeJS.ProcessEnv,
  access: "read" | "write",
  use: (file: DeadLetterFile) => Found,
): Promise<Found> {
  const file = openDeadLetterFile(pathOf(await readStoreConfig(flags.config, env)), access);
  try {
    return use(file);
  } finally {
    file.close();
  }
}

function pathOf(store: StoreConfig): string {
  if (store.kind === "sqlite") return store.path;
  throw new KwatchmanError("KW_USAGE", 'Expected a store in a file, got `store.kind` = "memory"', {
    mend: "What a memory store keeps is in the host's own memory alone; its log tells of every dead letter.",
  });
}

function unknownLetters(ids: readonly number[]): KwatchmanError {
  const which = ids.length === 1 ? `a dead letter ${ids[0]}` : `dead letters ${ids.join(", ")}`;
  return new KwatchmanError("KW_DEAD_LETTER_UNKNOWN", `Expected ${which}, found none`, {
    mend: "`kwatchman dead-letters list` lists those there are.",
  });
}

function tellMarked(marked: readonly number[], wanted: DeadLetterRequest["wanted"]): string {
  const letters = marked.length === 1 ? "1 dead letter is" : `${marked.length} dead letters are`;
  const done = wanted === "retry" ? "retried" : "dropped";
  return `${letters} to be ${done}: by the host that runs, else by the next one.`;
}

function asJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
