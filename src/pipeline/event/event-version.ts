import type { KwatchmanEvent } from "../../../sdk/index.ts";
import type { EventVersion } from "../../runtimes/handler.ts";

/** One version of an event from a frozen event; serialised when a runtime first asks for its bytes. */
export function eventVersion(event: KwatchmanEvent): EventVersion {
  return new SerialisedOnce(event);
}

class SerialisedOnce implements EventVersion {
  readonly event: KwatchmanEvent;
  #json: string | undefined;

  constructor(event: KwatchmanEvent) {
    this.event = event;
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.event);
    return this.#json;
  }
}
