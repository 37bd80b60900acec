import type { KwatchmanEvent } from "../../../sdk/index.ts";
import type { HandlerSpec } from "../../runtimes/handler-spec.ts";
import { callThrough } from "./call-through.ts";
import type { Finding } from "./findings.ts";
import { judgeManners } from "./manners.ts";
import { judgeOutput } from "./output.ts";
import { overhear } from "./overheard.ts";
import { probesFrom } from "./probes.ts";
import { judgeSignature } from "./signature.ts";

/**
 * Sends a plugin what it will meet one day: an add and a delete without an old object, members it does not know, all of
 * Unicode, 1 MiB, the same event again, many at once, all with little time. It does each time what it does.
 *
 * @param plain an event that it is for; all others are made from it
 * @returns what it gets wrong, each kind once
 */
export async function conform(spec: HandlerSpec, plain: KwatchmanEvent): Promise<Finding[]> {
  const probes = probesFrom(plain);
  const overheard = overhear();
  const findings = await callThrough(spec, probes, overheard);
  if (spec.runtime === "exec") findings.push(...judgeOutput(spec, overheard, findings));
  const canBeCalled = findings.every(({ code }) => code !== "not-ready");
  if (canBeCalled && spec.runtime === "exec" && spec.mode === "stream") {
    findings.push(...(await judgeManners(spec, overheard)));
  }
  if (canBeCalled && spec.runtime === "webhook") findings.push(...(await judgeSignature(spec, probes[0], overheard)));
  return onePerKind(findings);
}

/** Where one mistake explains another, only the first is told. */
function onePerKind(findings: readonly Finding[]): Finding[] {
  const kinds = new Map(findings.toReversed().map((one) => [one.code, one]));
  if (kinds.has("forgets-the-id") || kinds.has("not-json")) kinds.delete("ignores-the-deadline");
  return [...kinds.values()].toReversed();
}
