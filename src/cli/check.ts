import { type Problem, ProblemsError } from "../errors/problems.ts";
import { createMask } from "../observe/mask.ts";
import { type Configuration, loadConfiguration } from "../registry/load-configuration.ts";
import { inspectCluster } from "./check/inspect-cluster.ts";
import { inspectHandlers } from "./check/inspect-handlers.ts";
import { type Findings, toJson, toText } from "./check/report.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { type Flags, credentialsOf, overridesOf } from "./flags.ts";
import { moveConsoleToStderr } from "./plugin-console.ts";
import { print } from "./print.ts";
import { listenForStop } from "./signals.ts";

interface CheckFlags extends Flags {
  readonly json?: true;
}

/** `kwatchman check`: finds every mistake it can without watching anything. */
export async function check(flags: CheckFlags, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  moveConsoleToStderr();
  const stop = listenForStop();
  try {
    const { findings, secrets } = await inspect(flags, env, stop.signal);
    const report = flags.json ? toJson(findings) : toText(findings);
    await print(createMask(secrets).text(report));
    return findings.problems.length === 0 ? exitCodes.ok : exitCodes.usage;
  } finally {
    stop.release();
  }
}

async function inspect(
  flags: CheckFlags,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ findings: Findings; secrets: readonly string[] }> {
  let configuration: Configuration;
  try {
    configuration = await loadConfiguration(flags.config, overridesOf(flags), env);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const { problems } = error;
    return { findings: { config: flags.config, cluster: undefined, handlers: [], problems }, secrets: [] };
  }
  const { config, secrets } = configuration;
  const dropIns = configuration.readDropIns();
  const inspections = [
    inspectHandlers([...configuration.handlers, ...dropIns.flatMap(({ spec }) => spec ?? [])]),
    inspectCluster(config, credentialsOf(flags, env), signal),
  ] as const;
  // Whatever becomes of the one, the other lets go of what it holds.
  await Promise.allSettled(inspections);
  const [handlers, cluster] = await Promise.all(inspections);
  const problems: Problem[] = [
    ...dropIns.flatMap((dropIn) => dropIn.problems),
    ...[...handlers, cluster, ...cluster.resources].flatMap(({ problem }) => problem ?? []),
  ];
  return { findings: { config: flags.config, cluster, handlers, problems }, secrets };
}
