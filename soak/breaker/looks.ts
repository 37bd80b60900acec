import { setTimeout as delay } from "node:timers/promises";

/** What the host told of the handler `pager` at one moment. */
export interface Look {
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** As /metrics has it. */
  readonly state: string | undefined;
  readonly openings: number;
  readonly waiting: number;
  readonly deadLetters: number;
  readonly isReady: boolean;
  /** Whether the text of /readyz names the handler. */
  readonly isNamed: boolean;
}

const EVERY_MS = 250;

/** Looks at /readyz and /metrics all the time until the signal is aborted; resolves then with what it saw. */
export async function look(url: string, signal: AbortSignal): Promise<Look[]> {
  const looks: Look[] = [];
  while (!signal.aborted) {
    looks.push(await lookOnce(url));
    await delay(EVERY_MS);
  }
  return looks;
}

async function lookOnce(url: string): Promise<Look> {
  const [metrics, readiness] = await Promise.all([ask(`${url}/metrics`), ask(`${url}/readyz`)]);
  const value = (name: string): number =>
    Number(new RegExp(`^${name}\\{handler="pager"\\} (.*)$`, "m").exec(metrics.text)?.[1]);
  return {
    at: Date.now(),
    state: /^kwatchman_breaker_state\{handler="pager",state="(.*)"\} 1$/m.exec(metrics.text)?.[1],
    openings: value("kwatchman_breaker_openings_total"),
    waiting: value("kwatchman_breaker_waiting_events"),
    deadLetters: value("kwatchman_handler_dead_letters_total"),
    isReady: readiness.isOk,
    isNamed: readiness.text.includes("[!] handler pager: breaker "),
  };
}

async function ask(url: string): Promise<{ readonly isOk: boolean; readonly text: string }> {
  const response = await fetch(url);
  return { isOk: response.ok, text: await response.text() };
}
