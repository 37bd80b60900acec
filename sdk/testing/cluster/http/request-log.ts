import type { IncomingMessage } from "node:http";
import type { RequestRecord } from "./request-record.ts";

/** A record whose verb is not known yet. */
type OpenRecord = { -readonly [Member in keyof RequestRecord]: RequestRecord[Member] };

const KEPT = 10_000;

/** The newest requests, oldest first. */
export class RequestLog {
  #records: OpenRecord[] = [];

  get records(): readonly RequestRecord[] {
    return this.#records.slice(-KEPT);
  }

  /** Keeps the request; its verb is filled in once the path has been understood. */
  add({ method = "", headers }: IncomingMessage, { pathname: path, searchParams }: URL): OpenRecord {
    const query = Object.fromEntries(searchParams);
    const record = { method, verb: "", path, query, userAgent: headers["user-agent"] ?? "" };
    this.#records.push(record);
    if (this.#records.length > 2 * KEPT) this.#records = this.#records.slice(-KEPT);
    return record;
  }

  clear(): void {
    this.#records = [];
  }
}
