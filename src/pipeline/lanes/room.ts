import type { Passage } from "../passage.ts";

/** Room for what waits in the lanes and what is under way, of the whole host. Nothing is turned away: full is a mark that readers heed. */
export class Room {
  readonly #size: number;
  readonly #leaving = new Set<Passage>();
  #taken = 0;
  #space: PromiseWithResolvers<void> | undefined;
  #empty: PromiseWithResolvers<void> | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  get taken(): number {
    return this.#taken;
  }

  get isFull(): boolean {
    return this.#staying >= this.#size;
  }

  /** One more makes it full. */
  get isNearlyFull(): boolean {
    return this.#staying + 1 >= this.#size;
  }

  /** Somebody waits for space. */
  get isAwaited(): boolean {
    return this.#space !== undefined;
  }

  take(): void {
    this.#taken += 1;
  }

  /** What is under way counts no longer: it leaves in a moment. */
  leaving(passage: Passage): void {
    this.#leaving.add(passage);
  }

  /** One less waits, or is under way on its passage. */
  leave(passage?: Passage): void {
    this.#taken -= 1;
    if (passage !== undefined) this.#leaving.delete(passage);
    if (!this.isFull) {
      this.#space?.resolve();
      this.#space = undefined;
    }
    if (this.#taken === 0) this.#empty?.resolve();
  }

  /** undefined: there is some. Otherwise resolves when the next one to leave makes some. */
  space(): Promise<void> | undefined {
    if (!this.isFull) return undefined;
    this.#space ??= Promise.withResolvers<void>();
    return this.#space.promise;
  }

  /** Resolves when nothing is left in it. */
  empty(): Promise<void> {
    this.#empty ??= Promise.withResolvers<void>();
    if (this.#taken === 0) this.#empty.resolve();
    return this.#empty.promise;
  }

  get #staying(): number {
    return this.#taken - this.#leaving.size;
  }
}
