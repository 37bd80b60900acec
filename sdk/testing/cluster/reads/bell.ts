/** Wakes a watch that has nothing to tell: at a change, when a bookmark is due and when its time is up. */
export class Bell {
  readonly #timers: NodeJS.Timeout[] = [];
  #next = Promise.withResolvers<void>();
  #bookmarkDue = false;
  #timeIsUp = false;

  constructor({ timeout, bookmarks }: { timeout: number; bookmarks: boolean }, bookmarkBeforeEnd: number) {
    this.#timers.push(
      setTimeout(() => {
        this.#timeIsUp = true;
        this.ring();
      }, timeout),
    );
    if (!bookmarks || timeout <= bookmarkBeforeEnd) return;
    this.#timers.push(
      setTimeout(() => {
        this.#bookmarkDue = true;
        this.ring();
      }, timeout - bookmarkBeforeEnd),
    );
  }

  get timeIsUp(): boolean {
    return this.#timeIsUp;
  }

  /** True once, when the bookmark is due. */
  takeBookmark(): boolean {
    const due = this.#bookmarkDue;
    this.#bookmarkDue = false;
    return due;
  }

  ring(): void {
    this.#next.resolve();
  }

  /** Resolves at the next ring, at once if it has rung since the last time. */
  async rung(): Promise<void> {
    await this.#next.promise;
    this.#next = Promise.withResolvers();
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
