import { expect, vi } from "vitest";
import type { KwatchmanProcess } from "../cli/kwatchman-process.ts";

/** The generous deadline of everything that is waited for. */
const patience = { timeout: 45_000, interval: 50 };

/** The health server of a kwatchman process under test. */
export interface HealthClient {
  get(target: string): Promise<{ status: number; body: string }>;
  /** Waits until /readyz answers with this status, and resolves with its lines. */
  untilReadyz(status: 200 | 503): Promise<string[]>;
  /** Waits until the body of /readyz matches, and resolves with its status. */
  untilReadyzSays(words: RegExp): Promise<number>;
  /** Waits until the body of /metrics has this series with this value, and resolves with its status. */
  untilMetrics(series: string): Promise<number>;
}

/** Finds the health server by the line that tells its address: port 0 takes a free one. */
export async function healthOf(host: KwatchmanProcess): Promise<HealthClient> {
  let address = "";
  await host.until((lines) => {
    const line = lines.find(({ msg }) => msg === "health server listens");
    if (line === undefined) throw new Error("The health server does not listen");
    address = String(line["address"]);
  });
  const get: HealthClient["get"] = async (target) => {
    const response = await fetch(`http://${address}${target}`);
    return { status: response.status, body: await response.text() };
  };
  const until = <Found>(find: (status: number, body: string) => Found | undefined): Promise<Found> =>
    vi.waitFor(async () => {
      const { status, body } = await get("/readyz");
      const found = find(status, body);
      if (found === undefined) throw new Error(`/readyz still answers ${status}:\n${body}\n${host.output()}`);
      return found;
    }, patience);
  return {
    get,
    untilReadyz: (expected) => until((status, body) => (status === expected ? body.trimEnd().split("\n") : undefined)),
    untilReadyzSays: (words) => until((status, body) => (words.test(body) ? status : undefined)),
    untilMetrics: (series) =>
      vi.waitFor(async () => {
        const { status, body } = await get("/metrics");
        expect(body.split("\n")).toContain(series);
        return status;
      }, patience),
  };
}
