import type { Config } from "../config/config.ts";
import type { Problem } from "../errors/problems.ts";

/** What a running host cannot change, as the file writes it. */
export const fixedKeys = {
  cluster: "cluster",
  maxPending: "maxPending",
  drainTimeoutMs: "drainTimeout",
  watch: "watch",
  store: "store",
  http: "http",
} as const satisfies Partial<Record<keyof Config, string>>;

/** Names each key that differs and that only a restart can change. */
export function restartProblems(running: Config, wanted: Config): Problem[] {
  return Object.entries(fixedKeys).flatMap(([member, key]) => {
    const part = member as keyof typeof fixedKeys;
    if (JSON.stringify(running[part]) === JSON.stringify(wanted[part])) return [];
    return [
      {
        code: "KW_RESTART_NEEDED",
        message: `Expected \`${key}\` to be as it was when kwatchman started, got another in ${wanted.locate([key])}: it needs a restart`,
        mend: "Restart kwatchman, or put it back: until then nothing else of the file is taken over.",
      },
    ];
  });
}
