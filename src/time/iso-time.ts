/** Writes a time, in milliseconds since the epoch, as RFC 3339 in UTC. */
export type IsoTime = (ms: number) => string;

/** For a place that writes many times: those of one millisecond are made once, each takes as long as hashing an event's id. */
export function createIsoTime(): IsoTime {
  let last: number | undefined;
  let text = "";
  return (ms) => {
    if (ms !== last) {
      text = new Date(ms).toISOString();
      last = ms;
    }
    return text;
  };
}
