import path from "node:path";

/** The folder that holds etcd, kube-apiserver, kube-controller-manager and kubectl, as envtest names it. */
export const programsFolder: string | undefined = process.env["KUBEBUILDER_ASSETS"] || undefined;

/** What a skipped suite and the run's first line say. */
export const withoutPrograms = "KUBEBUILDER_ASSETS names no folder with a control plane";

export function programPath(name: string): string {
  if (programsFolder === undefined) throw new Error(`Expected ${name} to be at hand, but ${withoutPrograms}`);
  return path.join(programsFolder, name);
}
