import { InvalidArgumentError } from "commander";

/** Reads a number above 0 from the command line. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a number above 0.");
}
