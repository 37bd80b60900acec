import type { Logger, Resource } from "../../../sdk/index.ts";
import type { ResourceConfig } from "../../config/config.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { Connection } from "../connection.ts";
import type { Discovery, Resolution } from "../discovery.ts";
import { qualifiedName } from "../discovery/served-resource.ts";
import { unknownKind } from "../discovery/unknown-kind.ts";
import { RetryPace } from "../reflector/retry-pace.ts";
import type { OutageMember } from "../outage-log.ts";
import { RepeatingLog } from "../repeating-log.ts";

/** What has to be known before a resource can be watched. */
export interface Definition {
  readonly resource: Resource;
  /** Whose baselines: kube-system's uid, else a hash of URL and CA. */
  readonly cluster: string;
}

export interface AwaitDefinitionOptions {
  readonly config: ResourceConfig;
  readonly connection: Connection;
  readonly discovery: Discovery;
  /** Whether it was served before: then its absence is no mistake, whatever its name. */
  readonly wasServed: boolean;
  readonly log: Logger;
  /** Where it says why the server could not be asked. */
  readonly outage: OutageMember;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Called whenever the answer is that there is nothing to watch yet. */
  readonly onUndefined: (state: "resolving" | "waiting", reason: string) => void;
}

/** A definition that is waited for is looked for at least this often. */
const LOOK_WITHIN_MS = 10_000;

/**
 * Asks the API server for the kind until it is served. Rejects with a `KwatchmanError` when that is not to be expected,
 * or with the signal's reason.
 */
export async function awaitDefinition(options: AwaitDefinitionOptions): Promise<Definition> {
  const { config, discovery, clock, random, signal, log, outage, onUndefined } = options;
  const pace = new RetryPace(clock, random);
  const absences = new RepeatingLog(log, clock);
  for (;;) {
    const resolution = await discovery.resolve(config.kind, config.apiVersion, signal);
    const answer = await judge(resolution, options);
    if ("resource" in answer) return answer;
    onUndefined(answer.state, answer.reason);
    const isWaiting = answer.state === "waiting";
    if (isWaiting) {
      outage.leave();
      absences.say("info", "waiting for the definition", { reason: answer.reason });
    } else {
      log.debug("failing", { reason: answer.reason });
      outage.fail(answer.reason);
    }
    await clock.sleep(isWaiting ? (LOOK_WITHIN_MS * (1 + random())) / 2 : pace.afterFailure(), signal);
  }
}

interface Undefined {
  readonly state: "resolving" | "waiting";
  readonly reason: string;
}

async function judge(
  resolution: Resolution,
  { connection, wasServed, signal }: AwaitDefinitionOptions,
): Promise<Definition | Undefined> {
  if (resolution.state === "resolved") return withCluster(resolution.resource, connection, signal);
  if (resolution.state === "unknown") return { state: "resolving", reason: resolution.reason };
  const mayCome = wasServed || (resolution.state === "absent" && resolution.isExpected);
  if (mayCome) return { state: "waiting", reason: resolution.message };
  if (resolution.state === "absent") throw unknownKind(resolution.message);
  throw new KwatchmanError("KW_KIND_NOT_WATCHABLE", resolution.message);
}

async function withCluster(
  resource: Resource,
  connection: Connection,
  signal: AbortSignal,
): Promise<Definition | Undefined> {
  try {
    return { resource, cluster: await connection.identity(signal) };
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error ? error.message : String(error);
    return { state: "resolving", reason: `${qualifiedName(resource)}: the cluster's identity: ${cause}` };
  }
}
