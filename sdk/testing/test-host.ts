import type { KwatchmanEvent } from "../event.ts";
import type { Outcome } from "../outcome.ts";
import type { Logger } from "../plugin.ts";

/** How a plugin is run in a test. */
export interface TestHostOptions {
  /**
   * What a user would write under `[[handler]]`: the plugin's settings, and keys of the host's such as `timeout`, `when`
   * or a webhook's `secret`. Checked against the manifest, defaults filled in. `{ env }` is looked up in `env`.
   * @default none
   */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The host's environment: an executable gets of it what its manifest names. @default the test's own */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A line that the plugin, or the runtime on its behalf, has written to the log. */
export interface LogLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A plugin in its real runtime, with its real limits. */
export interface TestHost {
  /** Hands it one event, once: nothing is tried again. */
  handle(event: KwatchmanEvent, options?: HandleOptions): Promise<Outcome>;
  /** What the plugin has written so far; an executable's output, too. */
  readonly log: readonly LogLine[];
  /** Lets the plugin go, with its process or isolate. */
  close(): Promise<void>;
}

export interface HandleOptions {
  /** Which try of the event it is. @default 1 */
  readonly attempt?: number;
}

/**
 * Runs a plugin of any runtime as kwatchman does: settings, time limit, results, patches and failures are judged by the
 * same code. Rejects if the manifest or the settings are wrong, or the plugin cannot be loaded.
 *
 * @param plugin the plugin's folder, or the URL of a webhook
 *
 * @example
 * const host = await createTestHost("my-plugins/page", { settings: { team: "a" } });
 * assert.equal((await host.handle(deploymentEvent({ action: "delete" }))).outcome, "next");
 * await host.close();
 */
export async function createTestHost(plugin: string, options: TestHostOptions = {}): Promise<TestHost> {
  const { settings = {}, env = process.env } = options;
  // Only here: most tests of a plugin need none of it.
  const { openPlugin, readPlugin } = await import("../../src/plugin/index.ts");
  const log: LogLine[] = [];
  const { spec } = readPlugin(plugin, { file: "settings", tree: structuredClone(settings) }, env);
  const keeping = keepLines(log);
  const opened = await openPlugin(spec, { plugin: keeping, host: keeping });
  return {
    log,
    handle: async (event, { attempt = 1 } = {}) => (await opened.handle(event, attempt)).outcome,
    close: () => opened.close(),
  };
}

function keepLines(lines: LogLine[]): Logger {
  const at =
    (level: keyof Logger): Logger[typeof level] =>
    (message, fields = {}) => {
      lines.push({ level, message, fields });
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
