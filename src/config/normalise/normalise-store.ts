import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { ConfigFile } from "../../../sdk/config-schema.ts";
import type { StoreConfig } from "../config.ts";
import { durationMs } from "../values/duration.ts";

/**
 * The frozen `store` of a file that was found to be right.
 *
 * @param file the configuration's, which a path is relative to
 */
export function normaliseStore(store: ConfigFile["store"], file: string, env: NodeJS.ProcessEnv): StoreConfig {
  const deadLetters = Object.freeze({ count: store.maxDeadLetters, ageMs: durationMs(store.deadLetterAge) });
  if (store.kind === "memory") return Object.freeze({ kind: "memory", deadLetters });
  const path = store.path === undefined ? defaultPath(env) : resolve(dirname(file), store.path);
  return Object.freeze({ kind: "sqlite", path, deadLetters });
}

/** As the XDG base directory specification has it: what should persist, and is not worth a backup. */
function defaultPath(env: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: stateHome = "", HOME: home = "" } = env;
  const folder = isAbsolute(stateHome) ? stateHome : join(home === "" ? homedir() : home, ".local/state");
  return resolve(folder, "kwatchman/kwatchman.db");
}
