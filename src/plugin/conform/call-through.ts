import type { Outcome } from "../../../sdk/outcome.ts";
import type { HandlerSpec } from "../../runtimes/handler-spec.ts";
import { type OpenPlugin, openPlugin } from "../open-plugin.ts";
import { type Finding, finding } from "./findings.ts";
import { answerIn, judgeFailure } from "./judge.ts";
import type { Overheard } from "./overheard.ts";
import type { Probe } from "./probes.ts";

/** How long a call may last, in milliseconds, if the handler's own limit is not tighter. */
const tightMs = 5000;

/** Whether anything more can be learnt from calls. */
interface Calls {
  readonly findings: Finding[];
  /** What it answered to each event, when that came alone. */
  readonly answers: ReadonlyMap<Probe, string>;
}

/** Calls the plugin through the chain, as the host does: one event after the other, then again, then all at once. */
export async function callThrough(
  spec: HandlerSpec,
  [plain, ...others]: readonly [Probe, ...Probe[]],
  overheard: Overheard,
): Promise<Finding[]> {
  const timeoutMs = Math.min(spec.timeoutMs, tightMs);
  let plugin: OpenPlugin;
  try {
    plugin = await openPlugin({ ...spec, timeoutMs, rate: undefined }, overheard.logs);
  } catch (error) {
    return [finding("not-ready", error instanceof Error ? error.message : String(error))];
  }
  try {
    const first = await callEach(plugin, [plain]);
    if (first.findings.length > 0) return first.findings;
    const rest = await callEach(plugin, others);
    const calls = { findings: rest.findings, answers: new Map([...first.answers, ...rest.answers]) };
    const differing = isWorthMore(calls) ? await callAgain(plugin, calls) : [];
    return [...calls.findings, ...differing];
  } finally {
    await plugin.close();
  }
}

/** One after the other, until there is no answer in time: then there would be none to the others either. */
async function callEach(plugin: OpenPlugin, probes: readonly Probe[]): Promise<Calls> {
  const findings: Finding[] = [];
  const answers = new Map<Probe, string>();
  for (const probe of probes) {
    if (findings.some(({ code }) => code === probe.unless)) continue;
    const { outcome, failure } = await plugin.handle(probe.event);
    if (failure === undefined) answers.set(probe, answerIn(outcome));
    else findings.push(judgeFailure(probe, failure));
    if (!isWorthMore({ findings })) break;
  }
  return { findings, answers };
}

function isWorthMore({ findings }: Pick<Calls, "findings">): boolean {
  return findings.every(({ code }) => code !== "ignores-the-deadline");
}

/** What it has answered once it has to answer again: alone, and among others. */
async function callAgain(plugin: OpenPlugin, { answers }: Calls): Promise<Finding[]> {
  const [first] = answers.keys();
  if (first === undefined) return [];
  const again = differingFrom(answers, [[first, await callTwice(plugin, first)]]);
  if (again !== undefined) return [finding("keeps-state", again)];
  const probes = [...answers.keys(), ...answers.keys()];
  const together = await Promise.all(probes.map(async (probe) => [probe, await callTwice(plugin, probe)] as const));
  const mixed = differingFrom(answers, together);
  return mixed === undefined ? [] : [finding("mixes-up-events", mixed)];
}

async function callTwice(plugin: OpenPlugin, { event }: Probe): Promise<Outcome> {
  return (await plugin.handle(event, 2)).outcome;
}

/** The first answer that is not the one from before, in words. */
function differingFrom(
  answers: ReadonlyMap<Probe, string>,
  outcomes: readonly (readonly [Probe, Outcome])[],
): string | undefined {
  for (const [probe, outcome] of outcomes) {
    const answer = answerIn(outcome);
    if (answer !== answers.get(probe)) {
      return `On ${probe.name}: ${excerpt(answers.get(probe) ?? "")} at first, then ${excerpt(answer)}`;
    }
  }
  return undefined;
}

function excerpt(answer: string): string {
  return answer.length > 200 ? `… ${answer.slice(-200)}` : answer;
}
