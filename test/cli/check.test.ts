import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseCommandString } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { connectControlPlane, describeControlPlane, viewer } from "../control-plane/index.ts";
import { runKwatchman } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";

describeControlPlane("check", () => {
  test("a user who may not watch deployments is told so, and the remedy it prints works", async () => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("check");
    const cwd = await scratchFolder();
    await writeFile(
      path.join(cwd, "config.toml"),
      '[[resource]]\nkind = "deployment"\n[[handler]]\nname = "diff"\n[[handler]]\nname = "log"\n',
    );
    const kubeconfig = await plane.writeKubeconfig({ token: viewer.token });
    const args = ["check", "-n", namespace, "-k", kubeconfig];

    const refused = await runKwatchman(args, { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stdout.match(/the user viewer may not .*? deployments/g)).toEqual([
      "the user viewer may not list or watch deployments",
    ]);

    const report = JSON.parse((await runKwatchman([...args, "--json"], { cwd })).stdout) as {
      ok: boolean;
      problems: { code: string; message: string; mend: string }[];
    };
    expect(report).toMatchObject({ ok: false, problems: [{ code: "KW_FORBIDDEN" }] });
    const commands = report.problems.flatMap((problem) =>
      problem.mend.split("\n").filter((line) => line.trim().startsWith("kubectl ")),
    );
    expect(commands).not.toHaveLength(0);
    for (const command of commands) {
      const [, ...words] = parseCommandString(command.trim());
      await plane.kubectl(...words);
    }

    const granted = await runKwatchman(args, { cwd });
    expect(granted.stdout).toContain("All is well.");
    expect(granted.code).toBe(0);
  });

  test("a kind that the server does not know is told with the nearest it knows", async () => {
    const plane = connectControlPlane();
    const cwd = await scratchFolder();
    await writeFile(path.join(cwd, "config.toml"), '[[resource]]\nkind = "deploymnt"\n[[handler]]\nname = "log"\n');
    const result = await runKwatchman(["check", "-k", plane.kubeconfigFile], { cwd });
    expect(result.code).toBe(2);
    const says = '`resource[0]` in config.toml:2: the API server knows no kind "deploymnt"; did you mean Deployment?';
    expect(result.stdout).toContain(`error KW_KIND_UNKNOWN: ${says}\n  `);
    expect((await runKwatchman(["run", "-k", plane.kubeconfigFile], { cwd })).stderr).toContain(says);
  });

  test("rights in each namespace are enough where namespaces are given by pattern", async () => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("pattern");
    const cwd = await scratchFolder();
    await writeFile(
      path.join(cwd, "config.toml"),
      `[[resource]]\nkind = "secret"\nnamespaces = ["${namespace.slice(0, -1)}*"]\n[[handler]]\nname = "log"\n`,
    );
    const args = ["check", "-k", await plane.writeKubeconfig({ token: viewer.token })];
    const grants = [
      ["clusterrole", "namespace-reader", "--verb=list,watch", "--resource=namespaces"],
      ["clusterrolebinding", "namespace-reader", "--clusterrole=namespace-reader", `--user=${viewer.user}`],
      ["role", "secret-reader", "--verb=list,watch", "--resource=secrets", `--namespace=${namespace}`],
      ["rolebinding", "secret-reader", "--role=secret-reader", `--user=${viewer.user}`, `--namespace=${namespace}`],
    ];
    for (const grant of grants) await plane.kubectl("create", ...grant);
    onTestFinished(async () => {
      await plane.kubectl("delete", "clusterrole,clusterrolebinding", "namespace-reader");
    });

    const result = await runKwatchman(args, { cwd });
    expect(result.stdout).toContain("All is well.");
    expect(result.code).toBe(0);
  });

  test("a field that objects cannot be selected by is told in the server's words", async () => {
    const plane = connectControlPlane();
    const cwd = await scratchFolder();
    await writeFile(
      path.join(cwd, "config.toml"),
      '[[resource]]\nkind = "configmap"\nfieldSelector = "data.k=1"\n[[handler]]\nname = "log"\n',
    );
    const result = await runKwatchman(["check", "-k", plane.kubeconfigFile], { cwd });
    expect(result.code).toBe(2);
    expect(result.stdout).toMatch(
      /error KW_SELECTOR_REFUSED: .*(?:field label not supported|not a known field selector)/,
    );
  });

  test("it says which version and group a kind is watched in, and how much of it, and which plugin each handler is", async () => {
    const plane = connectControlPlane();
    const cwd = await scratchFolder();
    await writeFile(
      path.join(cwd, "config.toml"),
      '[[resource]]\nkind = "ingress"\n[[resource]]\nkind = "gizmos.example.org"\n[[resource]]\nkind = "node"\nnamespaces = ["shop"]\n[[resource]]\nkind = "pod"\nmetadataOnly = true\n[[handler]]\nname = "mine"\nplugin = "log"\n',
    );
    const result = await runKwatchman(["check", "-k", plane.kubeconfigFile], { cwd });
    expect(result.stdout).toMatch(/^ingress +networking\.k8s\.io\/v1 ingresses .*ok/m);
    expect(result.stdout).toMatch(/^gizmos\.example\.org .*waiting/m);
    expect(result.stdout).toMatch(/^node .*ok: nodes are in no namespace, all of them are watched/m);
    expect(result.stdout).toMatch(/^pod +v1 pods, metadata only +all +ok$/m);
    expect(result.stdout).toMatch(/^mine +log .*module .*ok/m);
    expect(result.code).toBe(0);
  });
});
