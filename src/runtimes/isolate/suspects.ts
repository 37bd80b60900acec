/** How many of one handler are remembered; the oldest are forgotten first. */
const most = 1000;

/**
 * Which events were in the sandbox when it came to a sudden end, by handler: until one has ended otherwise, its handler's
 * calls for it are made where nobody else is.
 */
export class Suspects {
  readonly #events = new WeakMap<object, Set<string>>();

  has(handler: object, event: string): boolean {
    return this.#events.get(handler)?.has(event) === true;
  }

  add(handler: object, event: string): void {
    const events = this.#events.get(handler) ?? new Set();
    this.#events.set(handler, events.add(event));
    const [oldest] = events;
    if (events.size > most && oldest !== undefined) events.delete(oldest);
  }

  clear(handler: object, event: string): void {
    this.#events.get(handler)?.delete(event);
  }
}
