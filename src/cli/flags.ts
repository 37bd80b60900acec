import { delimiter } from "node:path";
import { Option } from "commander";
import type { CredentialsChoice } from "../cluster/connection/kubeconfig.ts";
import type { ConfigOverrides } from "../config/overrides.ts";
import { type LogLevel, logLevels } from "../observe/levels.ts";

/** What `run` and `check` are told on the command line or by the environment. */
export interface Flags {
  readonly config: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly httpAddress?: string;
  readonly logLevel: LogLevel;
}

const defaultConfig = "config.toml";

/** The flags that `run` and `check` share; those of the Go original keep their names and environment variables. */
export function sharedFlags(): Option[] {
  return [
    configFlag(),
    namespaceFlag(),
    new Option(
      "-l, --label-selector <selector>",
      "watch objects with these labels, for resources without a selector",
    ).env("KW_LABEL_SELECTOR"),
    ...credentialsFlags(),
    httpAddressFlag(),
    new Option("-z, --log-level <level>", "what is logged: this level and those above it")
      .env("KW_LOG_LEVEL")
      .choices([...logLevels])
      .default("info"),
  ];
}

export function configFlag(): Option {
  return (
    new Option("-c, --config <file>", "the configuration: TOML, YAML or JSON by its ending")
      .env("KW_CONFIG_FILE")
      // A variable that is set to nothing names no file.
      .argParser((file) => file || defaultConfig)
      .default(defaultConfig, `./${defaultConfig}`)
  );
}

export function namespaceFlag(): Option {
  return new Option("-n, --namespace <name>", "watch this namespace, for resources that name none of their own").env(
    "KW_NAMESPACE",
  );
}

export function credentialsFlags(): Option[] {
  return [
    new Option("-k, --kubeconfig <file>", "the kubeconfig; KUBECONFIG is read too").env("KW_KUBECONFIG"),
    new Option("--context <name>", "the kubeconfig's context, instead of its current one"),
  ];
}

export function httpAddressFlag(): Option {
  return new Option("--http-address <address>", "serve health and metrics here, if the configuration says nowhere").env(
    "KW_HTTP_ADDRESS",
  );
}

/** What the flags say where the configuration says nothing. */
export function overridesOf({
  namespace,
  labelSelector,
  httpAddress,
}: Partial<Pick<Flags, "namespace" | "labelSelector" | "httpAddress">>): ConfigOverrides {
  return {
    ...(namespace ? { namespaces: [namespace] } : {}),
    ...(labelSelector ? { labelSelector } : {}),
    ...(httpAddress ? { httpAddress } : {}),
  };
}

/** Which credentials the flags and the environment name: a kubeconfig by any of -k, KW_KUBECONFIG and KUBECONFIG. */
export function credentialsOf(
  { kubeconfig, context }: Pick<Flags, "kubeconfig" | "context">,
  env: NodeJS.ProcessEnv,
): CredentialsChoice {
  const named = kubeconfig ? [kubeconfig] : (env["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  return { kubeconfig: named.length === 0 ? undefined : named, context, env };
}
