/** What the process ends with. Documented in docs/cli.md. */
export const exitCodes = {
  /** A clean stop: by SIGTERM, SIGINT, or because the command was done. */
  ok: 0,
  /** Something failed while running. */
  failure: 1,
  /** A mistake in usage or configuration: nothing was started. */
  usage: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
