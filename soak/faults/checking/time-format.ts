/** The time of day in UTC, to the millisecond. */
export function timeFormat(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}
