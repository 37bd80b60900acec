/** Bounds that no manifest changes. Each is kept inside the isolate, by the sandbox that holds it, or by both. */
export const limits = {
  /** Of an event as JSON text, in UTF-16 units. */
  eventLength: 16 * 1024 * 1024,
  /** Of a result as JSON text, in bytes. */
  resultBytes: 256 * 1024,
  /** Of what one call writes to the log, in UTF-16 units; what goes beyond is dropped, and said. */
  logLength: 64 * 1024,
  /** Of one line of the log, in UTF-16 units. */
  logLineLength: 8 * 1024,
  /** Of an error's message, and of its stack, in UTF-16 units. */
  errorLength: 4 * 1024,
  /** How often one call asks the sandbox for anything: a timer, a request, a URL, a line of the log. */
  asks: 10_000,
  /** Of what is asked for at once, in UTF-16 units. */
  askLength: 1024 * 1024,
  /** Timers of one call that have not fired. */
  timers: 100,
  /** Requests of one call, and how many of them at once. */
  fetches: 100,
  fetchesInFlight: 8,
  /** Of a request's body, in bytes. */
  requestBytes: 256 * 1024,
  /** Of an answer's body, in bytes. */
  responseBytes: 1024 * 1024,
  /** Files of one plugin, and their length together, in UTF-16 units. */
  files: 256,
  sourceLength: 4 * 1024 * 1024,
  /** Processor time of loading, in milliseconds, unless a call may have more. */
  loadCpuMs: 2000,
  /** Of loading as a whole, in milliseconds. */
  loadMs: 10_000,
  /** How long an isolate may take to answer that a call was abandoned, or to stop when it is disposed of, in milliseconds. */
  graceMs: 1000,
  /** Of one line from the host, and to it, in bytes: an event that is all escapes fits. */
  lineFromHostBytes: 128 * 1024 * 1024,
  lineToHostBytes: 16 * 1024 * 1024,
} as const;
