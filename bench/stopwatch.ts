/** What a piece of work took, in seconds. */
export interface Taken {
  readonly wall: number;
  /** Of this process, all its threads: steadier than the wall clock where others use the machine, too. */
  readonly cpu: number;
}

/** Starts measuring; the returned function tells what has been taken since. */
export function startStopwatch(): () => Taken {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { wall: (performance.now() - startedAt) / 1000, cpu: (user + system) / 1e6 };
  };
}
