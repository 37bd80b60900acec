/** npm hands one SIGTERM of its own to the whole group, so that it comes twice; only a later one is a second request. */
const repeatAfterMs = 1000;

/** What the process is asked by signals. */
export interface StopRequest {
  /** Aborted by the first SIGTERM or SIGINT, with an AbortError whose message is the signal's name. */
  readonly signal: AbortSignal;
  /** Asks for the same from inside. */
  request(reason: string): void;
  /** Puts the process's own handlers back. */
  release(): void;
}

/** Turns SIGTERM and SIGINT into an AbortSignal; another one at least a second later ends the process at once. */
export function listenForStop(): StopRequest {
  const controller = new AbortController();
  let firstAt = 0;
  const request = (reason: string): void => controller.abort(new DOMException(reason, "AbortError"));
  const onSignal = (name: NodeJS.Signals): void => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      request(name);
      return;
    }
    if (performance.now() - firstAt >= repeatAfterMs) {
      release();
      process.kill(process.pid, name);
    }
  };
  const release = (): void => {
    process.off("SIGTERM", onSignal);
    process.off("SIGINT", onSignal);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return { signal: controller.signal, request, release };
}
