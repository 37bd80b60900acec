import type { Logger } from "../../sdk/index.ts";

/**
 * Node ends the process for an error that nobody caught, a plugin's most likely, and shows it on standard error; this tells
 * the log before. The function that is returned stops it.
 */
export function logUncaught(log: Logger): () => void {
  const tell = (error: unknown): void => log.error("ended by an error that nobody caught", { error });
  process.on("uncaughtExceptionMonitor", tell);
  return () => void process.off("uncaughtExceptionMonitor", tell);
}
