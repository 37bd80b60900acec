import type { ErrorCode } from "../../errors/catalogue.ts";
import type { Clock } from "../../time/clock.ts";
import {
  countUp,
  type ReflectorCounts,
  type ReflectorState,
  type ReflectorStatus,
  type RelistReason,
} from "./reflector-status.ts";
import type { WatchEvent } from "./watch-event.ts";

type Phase = Exclude<ReflectorState, "syncing" | "paused">;

/** Keeps a reflector's status while it works. */
export class ReflectorProgress {
  readonly #clock: Clock;
  readonly #namespace: string;
  readonly #counts: ReflectorCounts;
  #phase: Phase = "listing";
  #isPaused = false;
  #isSynced = false;
  #reason = "";
  #lastContactAt: number | undefined;

  constructor(clock: Clock, namespace: string, counts: ReflectorCounts) {
    this.#clock = clock;
    this.#counts = counts;
    this.#namespace = namespace;
  }

  listing(): void {
    this.#counts.lists += 1;
    this.#phase = "listing";
  }

  relisting(why: RelistReason, reason: string): void {
    countUp(this.#counts.relists, why);
    this.#phase = "listing";
    this.#reason = reason;
  }

  watching(): void {
    this.#counts.watches += 1;
    this.#phase = "watching";
    this.#reason = "";
    this.heard();
  }

  /** The server ended a watch at its time: it is there. */
  reopening(): void {
    this.#phase = "reopening";
    this.heard();
  }

  synced(): void {
    this.#isSynced = true;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  failed(phase: "stale" | "failing", code: ErrorCode, reason: string): void {
    countUp(this.#counts.errors, code);
    this.#phase = phase;
    this.#reason = reason;
  }

  heard(): void {
    this.#lastContactAt = this.#clock.now();
  }

  event(type: WatchEvent["type"]): void {
    countUp(this.#counts.events, type);
  }

  get status(): ReflectorStatus {
    return {
      namespace: this.#namespace,
      state: this.#state(),
      isSynced: this.#isSynced,
      reason: this.#reason,
      lastContactAt: this.#lastContactAt,
    };
  }

  #state(): ReflectorState {
    if (this.#isPaused) return "paused";
    return this.#phase === "watching" && !this.#isSynced ? "syncing" : this.#phase;
  }
}
