import type { Problem } from "../errors/problems.ts";

/** A mistake as people read it; what takes more than a line is indented under its code. */
export function problemText({ code, message, mend }: Problem): string {
  return `error ${code}: ${indented(message)}${mend ? `\n  ${indented(mend)}` : ""}`;
}

function indented(text: string): string {
  return text.replaceAll("\n", "\n  ");
}
