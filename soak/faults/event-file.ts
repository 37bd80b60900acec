import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import type { SeenEvent } from "./checking/history.ts";

/** Reads the recorder's file while it grows. */
export class EventFile {
  readonly #file: string;
  readonly #decoder = new StringDecoder("utf8");
  readonly #seen: SeenEvent[] = [];
  #offset = 0;
  #rest = "";

  constructor(file: string) {
    this.#file = file;
  }

  /** Everything so far. */
  read(): readonly SeenEvent[] {
    const lines = (this.#rest + this.#decoder.write(this.#readOn())).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#seen.push(JSON.parse(line) as SeenEvent);
    return this.#seen;
  }

  #readOn(): Buffer {
    if (!existsSync(this.#file)) return Buffer.alloc(0);
    const descriptor = openSync(this.#file, "r");
    try {
      const bytes = Buffer.alloc(fstatSync(descriptor).size - this.#offset);
      const length = readSync(descriptor, bytes, 0, bytes.length, this.#offset);
      this.#offset += length;
      return bytes.subarray(0, length);
    } finally {
      closeSync(descriptor);
    }
  }
}
