/** What the host tells the sandbox, one JSON text a line. Isolates and calls go by numbers that are never given twice. */
export type ToSandbox =
  | LoadMessage
  /** A file of the plugin that was asked for by `resolve`. */
  | { readonly type: "module"; readonly request: number; readonly file: string; readonly source: string }
  /** `place` is "file:line:column" if the file is there and wrong. */
  | { readonly type: "noModule"; readonly request: number; readonly message: string; readonly place?: string }
  | CallMessage
  /** The call's time is over. */
  | { readonly type: "abandon"; readonly call: number }
  /** A request's outcome, as JSON text that only the isolate reads. */
  | { readonly type: "fetched"; readonly call: number; readonly fetch: number; readonly answer: string }
  | { readonly type: "unload"; readonly isolate: number };

export interface LoadMessage {
  readonly type: "load";
  readonly isolate: number;
  readonly memoryBytes: number;
  /** Processor time of loading, in milliseconds. */
  readonly cpuMs: number;
  /** The facts that all calls share, as JSON text: `handler`, `settings`. */
  readonly facts: string;
  /** The entry: its name within the plugin's folder, and its text. */
  readonly file: string;
  readonly source: string;
}

export interface CallMessage {
  readonly type: "call";
  readonly isolate: number;
  readonly call: number;
  /** Processor time, in milliseconds. */
  readonly cpuMs: number;
  /** As JSON text. */
  readonly event: string;
  /** The facts of this call, as JSON text: `attempt`, `deadline`. */
  readonly facts: string;
}

/** What the sandbox tells the host. What was made inside an isolate is not to be trusted: strings, and of any content. */
export type FromSandbox =
  | { readonly type: "ready" }
  /** Asks for the file that `from` imports as `specifier`. */
  | {
      readonly type: "resolve";
      readonly isolate: number;
      readonly request: number;
      readonly specifier: string;
      readonly from: string;
    }
  | { readonly type: "loaded"; readonly isolate: number }
  /** Loading came to an error of the plugin's own; the isolate is gone. */
  | { readonly type: "notLoaded"; readonly isolate: number; readonly error: GuestError }
  /** `result` is JSON text; absent if nothing was answered. */
  | { readonly type: "answered"; readonly call: number; readonly result?: string }
  | { readonly type: "threw"; readonly call: number; readonly error: GuestError }
  /** The answer was no JSON, or too long. */
  | { readonly type: "unfit"; readonly call: number; readonly why: "tooLarge" | "notJson"; readonly detail: string }
  /** The call that was abandoned is over, and its isolate goes on. */
  | { readonly type: "abandoned"; readonly call: number }
  | { readonly type: "log"; readonly isolate: number; readonly lines: readonly LogLine[] }
  /** `request` is JSON text. */
  | { readonly type: "fetch"; readonly call: number; readonly fetch: number; readonly request: string }
  | { readonly type: "cancelFetch"; readonly call: number; readonly fetch: number }
  /** The isolate is gone, through the call that ran in it then. */
  | ({ readonly type: "lost" } & Loss)
  /** The whole sandbox is about to end itself. */
  | ({ readonly type: "dying" } & Loss);

/** An isolate that broke a limit. */
export interface Loss {
  readonly isolate: number;
  /** Absent while the plugin was loaded. */
  readonly call?: number;
  readonly reason: LossReason;
}

/** What an isolate did: used up its processor time or its memory, did not answer, did not stop, asked without end. */
export const lossReasons = ["cpu", "memory", "unresponsive", "unstoppable", "catastrophe", "flood"] as const;
export type LossReason = (typeof lossReasons)[number];

/** What was thrown in an isolate, in words. */
export interface GuestError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  /** Lines of the plugin's own files, such as `at handle (lib/rules.ts:3:9)`. */
  readonly stack?: string;
}

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  /** As JSON text. */
  readonly fields?: string;
}
