import { expect, test } from "vitest";
import { describeChart, render } from "./helm/chart.ts";
import { type Container, find, type PodSpec, podOf } from "./rendered.ts";
import { valueSets } from "./value-sets.ts";

type Settings = Readonly<Record<string, unknown>>;

interface Rule {
  readonly control: string;
  readonly pod?: (pod: PodSpec) => boolean;
  readonly container?: (container: Container, pod: PodSpec) => boolean;
}

const isUnset = (value: unknown) => value === undefined || value === null;
const of = (parent: unknown, member: string): unknown => (parent as Settings | undefined)?.[member];
const contextOf = (owner: PodSpec | Container): Settings => (owner["securityContext"] ?? {}) as Settings;
const listOf = (value: unknown): readonly Settings[] => (value ?? []) as readonly Settings[];

const restrictedVolumes = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);
const allowedSysctls = new Set(["net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start"]);
const seLinuxTypes = new Set<unknown>(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

const appArmorTypes = new Set<unknown>([undefined, "RuntimeDefault", "Localhost"]);
const procMounts = new Set<unknown>([undefined, "Default"]);

const seLinuxIsPlain = (owner: PodSpec | Container) => {
  const options = of(contextOf(owner), "seLinuxOptions");
  return seLinuxTypes.has(of(options, "type") ?? "") && !of(options, "user") && !of(options, "role");
};
const seccompOf = (owner: PodSpec | Container) => of(of(contextOf(owner), "seccompProfile"), "type");
const appArmorOf = (owner: PodSpec | Container) => of(of(contextOf(owner), "appArmorProfile"), "type");
const isWindowsHost = (owner: PodSpec | Container) =>
  of(of(contextOf(owner), "windowsOptions"), "hostProcess") === true;

/** The controls of the restricted Pod Security Standard, those of the baseline first, as the standard lists them. */
const rules: readonly Rule[] = [
  { control: "HostProcess", pod: (pod) => !isWindowsHost(pod), container: (container) => !isWindowsHost(container) },
  {
    control: "Host Namespaces",
    pod: (pod) => !pod["hostNetwork"] && !pod["hostPID"] && !pod["hostIPC"],
  },
  { control: "Privileged Containers", container: (container) => !contextOf(container)["privileged"] },
  {
    control: "Capabilities",
    container: (container) => {
      const { drop, add } = (contextOf(container)["capabilities"] ?? {}) as { drop?: string[]; add?: string[] };
      return drop?.includes("ALL") === true && (add ?? []).every((capability) => capability === "NET_BIND_SERVICE");
    },
  },
  { control: "HostPath Volumes", pod: (pod) => (pod.volumes ?? []).every((volume) => !("hostPath" in volume)) },
  { control: "Host Ports", container: (container) => listOf(container["ports"]).every(({ hostPort }) => !hostPort) },
  {
    control: "Host Probes and Lifecycle Hooks",
    container: (container) =>
      ["livenessProbe", "readinessProbe", "startupProbe"].every((probe) =>
        isUnset(of(of(container[probe], "httpGet"), "host")),
      ) && isUnset(container["lifecycle"]),
  },
  {
    control: "AppArmor",
    pod: (pod) => appArmorTypes.has(appArmorOf(pod)),
    container: (container) => appArmorTypes.has(appArmorOf(container)),
  },
  { control: "SELinux", pod: seLinuxIsPlain, container: seLinuxIsPlain },
  {
    control: "/proc Mount Type",
    container: (container) => procMounts.has(contextOf(container)["procMount"]),
  },
  {
    control: "Sysctls",
    pod: (pod) => listOf(contextOf(pod)["sysctls"]).every(({ name }) => allowedSysctls.has(String(name))),
  },
  {
    control: "Volume Types",
    pod: (pod) =>
      (pod.volumes ?? []).every((volume) =>
        Object.keys(volume).every((key) => key === "name" || restrictedVolumes.has(key)),
      ),
  },
  {
    control: "Privilege Escalation",
    container: (container) => contextOf(container)["allowPrivilegeEscalation"] === false,
  },
  {
    control: "Running as Non-root",
    container: (container, pod) =>
      (contextOf(container)["runAsNonRoot"] ?? contextOf(pod)["runAsNonRoot"]) === true &&
      contextOf(pod)["runAsNonRoot"] !== false,
  },
  {
    control: "Running as Non-root user",
    pod: (pod) => contextOf(pod)["runAsUser"] !== 0,
    container: (container) => contextOf(container)["runAsUser"] !== 0,
  },
  {
    control: "Seccomp",
    container: (container, pod) =>
      ["RuntimeDefault", "Localhost"].includes(String(seccompOf(container) ?? seccompOf(pod))),
  },
];

function brokenBy(pod: PodSpec): string[] {
  const containers = [...pod.containers, ...(listOf(pod["initContainers"]) as readonly Container[])];
  const isKept = ({ pod: ofPod, container: ofContainer }: Rule) =>
    (ofPod?.(pod) ?? true) && containers.every((container) => ofContainer?.(container, pod) ?? true);
  return rules.filter((rule) => !isKept(rule)).map(({ control }) => control);
}

describeChart("the restricted Pod Security Standard", () => {
  test.each(Object.entries(valueSets))("is kept by all pods with %s", async (_, values) => {
    const objects = await render(values);
    const { spec: testPod } = find(objects, "Pod") as unknown as { spec: PodSpec };
    expect(brokenBy(podOf(objects))).toEqual([]);
    expect(brokenBy(testPod)).toEqual([]);
  });

  test("would not be kept without the security contexts, nor with the host's own things", async () => {
    const pod = podOf(await render({}));
    const container = {
      name: "bare",
      ports: [{ hostPort: 80 }],
      securityContext: { privileged: true, procMount: "Unmasked" },
    };
    const bare = { ...pod, securityContext: { runAsUser: 0 }, hostPID: true, containers: [container] };
    expect(brokenBy({ ...bare, volumes: [{ name: "root", hostPath: { path: "/" } }] })).toEqual([
      "Host Namespaces",
      "Privileged Containers",
      "Capabilities",
      "HostPath Volumes",
      "Host Ports",
      "/proc Mount Type",
      "Volume Types",
      "Privilege Escalation",
      "Running as Non-root",
      "Running as Non-root user",
      "Seccomp",
    ]);
  });

  test("leaves room for a file system that cannot be written", async () => {
    for (const container of podOf(await render({})).containers) {
      expect(contextOf(container)).toMatchObject({ readOnlyRootFilesystem: true });
    }
  });
});
