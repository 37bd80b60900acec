import { answerTooLarge, maxAnswerBytes } from "../../answer-text.ts";

/** The calls that a process has to answer, by the id of their frame. */
export class Calls {
  readonly #waiting = new Map<string, PromiseWithResolvers<unknown>>();
  #made = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** A call under an id that no other has or had. */
  open(): { readonly id: string; readonly answer: Promise<unknown> } {
    this.#made += 1;
    const id = String(this.#made);
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    return { id, answer: answer.promise };
  }

  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  /** False if nobody waits for this answer (any more). `bytes` is what its whole frame has. */
  answer(id: unknown, result: unknown, bytes: number): boolean {
    const call = typeof id === "string" ? this.#take(id) : undefined;
    if (call === undefined) return false;
    const size = bytes <= maxAnswerBytes ? bytes : Buffer.byteLength(JSON.stringify(result) ?? "");
    if (size > maxAnswerBytes) call.reject(answerTooLarge(String(size)));
    else call.resolve(result);
    return true;
  }

  fail(id: string, reason: unknown): void {
    this.#take(id)?.reject(reason);
  }

  failAll(reason: unknown): void {
    for (const id of this.#waiting.keys()) this.fail(id, reason);
  }

  #take(id: string): PromiseWithResolvers<unknown> | undefined {
    const call = this.#waiting.get(id);
    this.#waiting.delete(id);
    return call;
  }
}
