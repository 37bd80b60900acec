import type { ExecSpec } from "../../runtimes/handler-spec.ts";
import { type Finding, finding } from "./findings.ts";
import type { Overheard } from "./overheard.ts";

/** How programs say on standard error that something broke. */
const brokenWords =
  /\bTraceback \(most recent call last\)|^\s*(?:\w+\.)*\w*(?:Error|Exception)\b.*:|\berror:|command not found|unbound variable/im;

/** What an executable's output says about it, beside its answers. */
export function judgeOutput(spec: ExecSpec, overheard: Overheard, found: readonly Finding[]): Finding[] {
  const { stdout, stderr } = overheard;
  const broke = stderr.find((line) => brokenWords.test(line));
  const failed = found.some(({ grade }) => grade === "wrong");
  return [
    ...(spec.mode === "stream" ? judgeFrames(overheard, found) : judgePrinted(stdout)),
    ...(broke !== undefined && !failed ? [finding("hides-failures", `On its standard error: ${broke}`)] : []),
    ...(overheard.wasUnread() ? [finding("leaves-the-event-unread", "It ended before it had read the event.")] : []),
  ];
}

function judgeFrames({ stdout, strayAnswers }: Overheard, found: readonly Finding[]): Finding[] {
  const findings: Finding[] = [];
  const unanswered = found.some(({ code }) => code === "ignores-the-deadline");
  const stray = strayAnswers();
  if (stray > 0) {
    const seen = `${stray} answers carried an id that no call was waiting under.`;
    findings.push(finding(unanswered ? "forgets-the-id" : "answers-twice", seen));
  }
  const brokenFrame = stdout.find((line) => line.startsWith("{"));
  const other = stdout.find((line) => !line.startsWith("{"));
  if (brokenFrame !== undefined) findings.push(finding("not-json", `On its standard output: ${cut(brokenFrame)}`));
  if (other !== undefined) findings.push(finding("prints-to-stdout", `On its standard output: ${cut(other)}`));
  return findings;
}

/** A result counts only if it comes first; what else is printed is only logged. */
function judgePrinted(stdout: readonly string[]): Finding[] {
  const result = stdout.find((line) => /^\{.*"(?:next|patch|error|reason)"/.test(line));
  if (result === undefined) return [];
  return [finding("prints-to-stdout", `A result came after other output, and was not read: ${cut(result)}`)];
}

function cut(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
