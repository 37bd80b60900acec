import path from "node:path";
import { execa } from "execa";
import { programPath } from "./programs.ts";

/** Runs kubectl and gives what it printed; fails, with what it printed to stderr, when it exits with another code than 0. */
export async function runKubectl(kubeconfigFile: string, args: readonly string[], input = ""): Promise<string> {
  const { stdout } = await execa(programPath("kubectl"), kubectlArguments(kubeconfigFile, args), { input });
  return stdout;
}

/** Keeps kubectl's discovery cache beside the kubeconfig, out of the user's home. */
export function kubectlArguments(kubeconfigFile: string, args: readonly string[]): string[] {
  return ["--kubeconfig", kubeconfigFile, "--cache-dir", path.join(path.dirname(kubeconfigFile), "kubectl"), ...args];
}
