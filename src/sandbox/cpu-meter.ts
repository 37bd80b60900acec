import type ivm from "isolated-vm";

/** Measures the processor time that an isolate uses from now on. */
export class CpuMeter {
  readonly #isolate: ivm.Isolate;
  readonly #isolateAt: bigint;
  readonly #processAt = process.cpuUsage();

  constructor(isolate: ivm.Isolate) {
    this.#isolate = isolate;
    this.#isolateAt = isolate.cpuTime;
  }

  /**
   * In milliseconds. The isolate's own clock goes on while its thread waits for a processor, the process's counts its
   * neighbours too: the lesser is the nearer, so that a busy machine does not cost a plugin its isolate.
   */
  usedMs(): number {
    if (this.#isolate.isDisposed) return 0;
    const { user, system } = process.cpuUsage(this.#processAt);
    return Math.min(Number(this.#isolate.cpuTime - this.#isolateAt) / 1e6, (user + system) / 1000);
  }
}
