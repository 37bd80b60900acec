import { describeError } from "./guest/errors.ts";
import type { GuestError } from "./protocol.ts";

/** A mistake of a plugin's own that keeps it from being loaded. */
export class PluginError extends Error {
  override readonly name: string;
  /** "file:line:column" within the plugin's folder. */
  readonly place: string | undefined;

  constructor(message: string, place?: string, name = "Error") {
    super(message);
    this.place = place;
    this.name = name;
  }
}

/** An error that loading, or code nobody awaits, came to: in words, with the plugin's own lines. */
export function toGuestError(error: unknown): GuestError {
  if (!(error instanceof PluginError)) return describeError(error);
  const { name, message, place } = error;
  return { name, message, ...(place === undefined ? {} : { stack: `    at ${place}` }) };
}
