import { contract, type ProcessFrame } from "./frames.ts";

/** What is wrong with a process's answer to `hello`; undefined if nothing is. */
export function readyMistake(frame: ProcessFrame & { readonly type: "ready" }): string | undefined {
  if (frame.contract !== contract) return `it speaks contract ${tell(frame.contract)}, kwatchman speaks ${contract}`;
  const { concurrency = 1 } = frame;
  const isCount = typeof concurrency === "number" && Number.isInteger(concurrency) && concurrency >= 1;
  return isCount ? undefined : `its \`concurrency\` is ${tell(concurrency)}, not a number from 1 on`;
}

function tell(value: unknown): string {
  return (JSON.stringify(value) ?? "none").slice(0, 100);
}
