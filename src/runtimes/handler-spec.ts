import type { OnBreak, When } from "../config/config.ts";
import type { Rate } from "../config/values/rate.ts";

/** A handler's configuration joined with its plugin's manifest: complete, checked and frozen. */
export type HandlerSpec = ModuleSpec | IsolateSpec | WebhookSpec | ExecSpec;

/** What a handler of every runtime has. */
export interface CommonSpec {
  /** The handler's name in the configuration. */
  readonly name: string;
  /** The plugin's name; the handler's own if the configuration defines it without a plugin. */
  readonly plugin: string;
  /** The plugin's folder; the configuration's if there is no plugin. Absolute. */
  readonly directory: string;
  /** Files and folders that hold its code, absolute; none if it cannot change while the host runs. */
  readonly sources: readonly string[];
  /** Checked against the manifest's schema, defaults filled in, { env } and { file } resolved. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Limit of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Not called again for an event it succeeded on. */
  readonly once: boolean;
  /** Calls in flight. */
  readonly concurrency: number;
  /** How often it may be called; undefined: as often as there is something to handle. */
  readonly rate: Rate | undefined;
  /** Which events it is for; one that does not match is passed over. */
  readonly when: When;
  /** What events do while it keeps failing. */
  readonly onBreak: OnBreak;
}

/** Imported into the host's own process, and trusted. */
export interface ModuleSpec extends CommonSpec {
  readonly runtime: "module";
  /** The file to load, absolute. */
  readonly entry: string;
}

/** Run in isolated-vm, in a process of its own. */
export interface IsolateSpec extends CommonSpec {
  readonly runtime: "isolate";
  /** The file to load, absolute. */
  readonly entry: string;
  readonly limits: IsolateLimits;
  /** The origins it may fetch from, exactly. */
  readonly fetch: readonly string[];
  /** Those of them that may lie at private addresses: the operator's consent. */
  readonly allowPrivate: readonly string[];
  /** The JSON Pointers of settings that the isolate must not see, only name: `{{secret:key}}`. */
  readonly secretSettings: readonly string[];
}

export interface IsolateLimits {
  /** Of its heap. */
  readonly memoryBytes: number;
  /** Processor time of one call, in milliseconds. */
  readonly cpuMs: number;
}

/** Posted to an HTTP endpoint. */
export interface WebhookSpec extends CommonSpec {
  readonly runtime: "webhook";
  readonly url: string;
  /** `whsec_…`; the first one signs, and so does each other while one is being replaced. Empty: not signed. */
  readonly secrets: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: WebhookTls;
  /** undefined: reached without one. */
  readonly proxy: string | undefined;
  /** Whether the URL may lie at a private address: it is the operator's own, or the operator said so. */
  readonly allowPrivate: boolean;
}

/** PEM texts. */
export interface WebhookTls {
  /** Trusted instead of the system's authorities. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** Run as a local process, in the plugin's folder. */
export interface ExecSpec extends CommonSpec {
  readonly runtime: "exec";
  /** The program and its arguments, never through a shell; a program with a slash is relative to the folder. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly mode: "once" | "stream";
  /** The whole environment but for what the host adds for each call. */
  readonly env: Readonly<Record<string, string>>;
}
