/** One request that the cluster was sent. */
export interface RequestRecord {
  readonly method: string;
  /** get, list, watch, create, update, patch, delete; "" for what is not about resources, as discovery. */
  readonly verb: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly userAgent: string;
}

const KEPT = 10_000;

/** The newest requests, oldest first. */
export class RequestLog {
  #records: RequestRecord[] = [];

  get records(): readonly RequestRecord[] {
    return this.#records.slice(-KEPT);
  }

  add(record: RequestRecord): void {
    this.#records.push(record);
    if (this.#records.length > 2 * KEPT) this.#records = this.#records.slice(-KEPT);
  }

  clear(): void {
    this.#records = [];
  }
}
