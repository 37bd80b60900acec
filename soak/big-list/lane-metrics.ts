/** How full the host's lanes are. */
export interface LaneMetrics {
  /** Changes that wait or are under way. */
  readonly pending: number;
  readonly isPaused: boolean;
}

/** Asks the host's /metrics; before the host listens, there is nothing in its lanes. */
export async function readLaneMetrics(url: string): Promise<LaneMetrics> {
  const text = await fetchText(url);
  const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1] ?? 0);
  return {
    pending: value("kwatchman_lanes_waiting_changes") + value("kwatchman_lanes_running_changes"),
    isPaused: value("kwatchman_lanes_paused") === 1,
  };
}

async function fetchText(url: string): Promise<string> {
  try {
    return await (await fetch(url)).text();
  } catch {
    return "";
  }
}
