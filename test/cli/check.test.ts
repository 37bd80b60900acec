import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseCommandString } from "execa";
import { expect, test } from "vitest";
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
    expect(refused.stdout).toMatch(/deployments\.apps.*may not (list|watch)/);

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
    expect(result.stdout).toContain("deploymnt");
    expect(result.stdout).toMatch(/did you mean.*deployment/i);
  });

  test("it says which version and group a kind is watched in, and which plugin each handler is", async () => {
    const plane = connectControlPlane();
    const cwd = await scratchFolder();
    await writeFile(
      path.join(cwd, "config.toml"),
      '[[resource]]\nkind = "ingress"\n[[resource]]\nkind = "gizmos.example.org"\n[[handler]]\nname = "mine"\nplugin = "log"\n',
    );
    const result = await runKwatchman(["check", "-k", plane.kubeconfigFile], { cwd });
    expect(result.stdout).toMatch(/^ingress +networking\.k8s\.io\/v1 ingresses .*ok/m);
    expect(result.stdout).toMatch(/^gizmos\.example\.org .*waiting/m);
    expect(result.stdout).toMatch(/^mine +log .*module .*ok/m);
    expect(result.code).toBe(0);
  });
});
