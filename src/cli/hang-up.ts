import { isatty } from "node:tty";

/** What a hang-up asks for. */
export interface HangUpActions {
  /** It came from a person or a program. */
  readonly reload: () => void;
  /** The terminal that the process was started on is gone, and with it whoever could stop it there. */
  readonly stop: () => void;
}

/** Listens for SIGHUP, which means either. Returns what ends that. */
export function listenForHangUp({ reload, stop }: HangUpActions): () => void {
  const terminal = [0, 1, 2].find((fd) => isatty(fd));
  const onHangUp = (): void => (terminal === undefined || isatty(terminal) ? reload() : stop());
  process.on("SIGHUP", onHangUp);
  return () => process.off("SIGHUP", onHangUp);
}
