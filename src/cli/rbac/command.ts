import { Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode } from "../exit-codes.ts";
import { configFlag, credentialsFlags, namespaceFlag } from "../flags.ts";
import type { RbacFlags } from "../rbac.ts";
import type { ServiceAccount } from "./rbac-objects.ts";

/** `kwatchman rbac` with its flags. */
export function rbacCommand(env: NodeJS.ProcessEnv, done: (exitCode: ExitCode) => void): Command {
  const command = new Command("rbac").description("print the roles and bindings that the configuration needs");
  const flags = [
    configFlag(),
    namespaceFlag(),
    new Option("-s, --service-account <namespace:name>", "who is to be allowed, and where kwatchman runs")
      .argParser(serviceAccount)
      .default(serviceAccount("kwatchman:kwatchman"), "kwatchman:kwatchman"),
    new Option("--no-cluster-identity", "leave out the right to tell the cluster from others by its own uid"),
    new Option("--ask-cluster", "ask the cluster about kinds that Kubernetes itself does not bring"),
    ...credentialsFlags(),
  ];
  for (const flag of flags) command.addOption(flag);
  return command.action(async (given: RbacFlags) => {
    const { rbac } = await import("../rbac.ts");
    done(await rbac(given, env));
  });
}

const SERVICE_ACCOUNT = /^(?<namespace>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?):(?<name>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)$/;

function serviceAccount(text: string): ServiceAccount {
  const { namespace, name } = SERVICE_ACCOUNT.exec(text)?.groups ?? {};
  if (namespace !== undefined && name !== undefined) return { namespace, name };
  throw new InvalidArgumentError('Expected a namespace and a name, such as "ops:kwatchman".');
}
