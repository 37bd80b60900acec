import { onItsLines } from "../observe/terminal-text.ts";

/**
 * Writes lines to standard output, without anything that a terminal would act on. Resolves when whoever reads it has taken
 * all of it: the process must not end before. Nobody misses what comes after a reader that is gone, as `head` is soon.
 */
export async function print(text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const settle = (error?: Error | null): void => {
    if (!error || ("code" in error && error.code === "EPIPE")) resolve();
    else reject(error);
  };
  process.stdout.on("error", settle);
  process.stdout.write(`${onItsLines(text)}\n`, settle);
  await promise;
}
