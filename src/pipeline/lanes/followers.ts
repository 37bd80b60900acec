import type { Waiting } from "../waiting.ts";
import type { Merge } from "./merge.ts";

/** Who is to be told when a change has been handled, or never will be. A change that was merged lives on in the merged one. */
export class Followers {
  readonly #followed = new Map<Waiting, PromiseWithResolvers<void>>();

  /** Resolves when the change has been handled; rejects when it is given up. */
  follow(change: Waiting): Promise<void> {
    const follower = this.#followed.get(change) ?? Promise.withResolvers<void>();
    this.#followed.set(change, follower);
    return follower.promise;
  }

  handled(change: Waiting): void {
    this.#take(change)?.resolve();
  }

  givenUp(change: Waiting, reason: Error): void {
    this.#take(change)?.reject(reason);
  }

  merged({ parts, whole }: Merge): void {
    for (const part of parts) {
      const follower = this.#take(part);
      if (follower !== undefined) this.follow(whole).then(follower.resolve, follower.reject);
    }
  }

  #take(change: Waiting): PromiseWithResolvers<void> | undefined {
    const follower = this.#followed.get(change);
    this.#followed.delete(change);
    return follower;
  }
}
