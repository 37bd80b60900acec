import type { Logger } from "../../../sdk/index.ts";
import type { DeadLetterLimits } from "../../config/config.ts";
import type { DeadLetter, DeadLetters, GivenUp, NewDeadLetter } from "../dead-letters.ts";
import { LetterAges } from "../letter-ages.ts";
import { packLetter, type PackedLetter, unpackLetter } from "../packed-letter.ts";

/** Dead letters that live and die with the process: they are counted, and nobody can ask for them. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #letters = new Map<number, PackedLetter>();
  readonly #ages: LetterAges;

  constructor(limits: DeadLetterLimits, log: Logger) {
    this.#ages = new LetterAges(limits, log);
  }

  add(letter: NewDeadLetter): number {
    const id = this.#ages.enter(letter.firstFailedAt);
    this.#letters.set(id, packLetter(letter));
    for (const surplus of this.#ages.takeSurplus()) this.#letters.delete(surplus);
    return id;
  }

  get(id: number): DeadLetter | undefined {
    const packed = this.#letters.get(id);
    return packed && { id, ...unpackLetter(packed) };
  }

  keepAgain(id: number, givenUp: GivenUp): void {
    const letter = this.get(id);
    if (letter !== undefined) this.#letters.set(id, packLetter({ ...letter, ...givenUp }));
  }

  remove(id: number): void {
    this.#ages.leave(id);
    this.#letters.delete(id);
  }

  takeRequests(): readonly [] {
    return [];
  }

  dropOld(now: number): void {
    for (const id of this.#ages.takeOld(now)) this.#letters.delete(id);
  }

  stats() {
    return this.#ages.stats();
  }
}
