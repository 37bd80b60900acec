/** Modules as JavaScript texts by their URLs, and where the guest's own begin: what the host hands the sandbox. */
export interface Program {
  /** The sandbox's entry: its export `start` is called. */
  readonly entry: string;
  /** The entry of what runs inside each isolate. */
  readonly guest: string;
  readonly sources: Readonly<Record<string, string>>;
}
