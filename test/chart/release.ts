import path from "node:path";
import { type KwatchmanProcess, runKwatchman, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { type ControlPlaneClient, runKubectl } from "../control-plane/index.ts";
import { writeFiles } from "../docs/write-files.ts";
import { render } from "./helm/chart.ts";
import { configIn } from "./rendered.ts";

/** A release whose service account and roles are in the cluster; its pod is a process of ours. */
export interface Release {
  readonly namespace: string;
  readonly plane: ControlPlaneClient;
  /** `kwatchman check` with the rendered configuration and the account's rights. */
  check(): Promise<{ code: number | undefined; stdout: string }>;
  /** `kwatchman run` with them, but for addresses and files of its own. */
  run(): KwatchmanProcess;
  /** What `kubectl auth can-i --list` has in a namespace for this account and not for any. */
  rightsIn(namespace: string): Promise<string[]>;
  /** Takes a verb out of the rule for a plural: in a namespace's Role, else in the ClusterRole. */
  removeVerb(verb: string, plural: string, namespace: string | undefined): Promise<void>;
}

/** Renders the chart with a configuration, and makes the service account and the roles of it. */
export async function installRights(plane: ControlPlaneClient, config: object): Promise<Release> {
  const namespace = await plane.createNamespace("ops");
  const objects = await render({ config }, { namespace, kubernetes: "1.20" });
  const made = objects.filter(({ kind }) => /^ServiceAccount$|Role(?:Binding)?$/.test(kind));
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: made });
  await runKubectl(plane.kubeconfigFile, ["create", "-f", "-"], list);
  const kubeconfig = await plane.writeKubeconfig({ token: await requestToken(plane, namespace) });
  const cwd = await scratchFolder();
  const rendered = configIn(objects);
  const here = { http: { address: "127.0.0.1:0" }, store: { path: path.join(cwd, "kwatchman.db") } };
  await writeFiles(cwd, {
    "config.json": JSON.stringify(rendered),
    "here.json": JSON.stringify({ ...rendered, ...here }),
  });
  const listRights = async (account: string, where: string) => {
    const as = `--as=system:serviceaccount:${namespace}:${account}`;
    const table = await plane.kubectl("auth", "can-i", "--list", "--no-headers", "-n", where, as);
    return table.split("\n").map((line) => line.trim().replaceAll(/\s+/g, " "));
  };
  return {
    namespace,
    plane,
    check: () => runKwatchman(["check", "-c", "config.json", "-k", kubeconfig], { cwd }),
    run: () => startKwatchman(["run", "-c", "here.json", "-k", kubeconfig], { cwd }),
    async rightsIn(where) {
      const anyones = await listRights("nobody", where);
      return (await listRights("kwatchman", where)).filter((line) => !anyones.includes(line)).sort();
    },
    async removeVerb(verb, plural, where) {
      const roles = where === undefined ? "clusterroles" : `namespaces/${where}/roles`;
      const place = `/apis/rbac.authorization.k8s.io/v1/${roles}/${namespace}:kwatchman`;
      const role = (await plane.request("GET", place)).json() as { rules: { resources: string[]; verbs: string[] }[] };
      const rules = role.rules.map((rule) =>
        rule.resources.includes(plural) ? { ...rule, verbs: rule.verbs.filter((one) => one !== verb) } : rule,
      );
      await plane.request("PUT", place, { body: { ...role, rules } });
    },
  };
}

async function requestToken(plane: ControlPlaneClient, namespace: string): Promise<string> {
  const place = `/api/v1/namespaces/${namespace}/serviceaccounts/kwatchman/token`;
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 3600 } };
  const { status } = (await plane.request("POST", place, { body })).json() as { status: { token: string } };
  return status.token;
}
