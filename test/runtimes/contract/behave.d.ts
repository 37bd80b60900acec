/** See behave.js. */
export declare function behave(
  event: unknown,
  context: object,
  meet: (count: number) => Promise<void>,
): Promise<unknown>;
export declare function createMeeting(): (count: number) => Promise<void>;
