/** How full the lanes are, and what has become of what they were given. */
export interface LaneStats {
  readonly waiting: number;
  readonly running: number;
  /** The readers are held back until there is room. */
  readonly paused: boolean;
  /** Observations taken so far. */
  readonly observed: number;
  /** Those of them that have been handled, each merged one counted. */
  readonly handled: number;
  /** Those of them that were handled as part of a later one. */
  readonly merged: number;
}

/** What a drain left undone, in observations. */
export interface DrainSummary {
  /** Still waited in their lanes. */
  readonly notBegun: number;
  /** Had begun, and waited for a handler's turn or next try, or did not end in time. */
  readonly abandoned: number;
}
