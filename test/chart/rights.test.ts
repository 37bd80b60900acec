import { expect, test, vi } from "vitest";
import { connectControlPlane } from "../control-plane/index.ts";
import { healthOf } from "../health/health-client.ts";
import { describeChartInCluster } from "./helm/chart.ts";
import { installRights } from "./release.ts";

/** Roles count a moment after they are made. */
const patience = { timeout: 60_000 };

const allIsWell = { code: 0, stdout: expect.stringContaining("All is well.") as string };

describeChartInCluster("the rights that the chart gives", () => {
  test("in plain namespaces are enough for `check`, and all that not every service account has", async () => {
    const plane = connectControlPlane();
    const [shop, pay] = [await plane.createNamespace("shop"), await plane.createNamespace("pay")];
    const release = await installRights(plane, {
      resource: [
        { kind: "deployment", namespaces: [shop, pay] },
        { kind: "secret", namespaces: [shop] },
        { kind: "widgets.example.com", namespaces: [pay] },
      ],
    });

    await expect.poll(() => release.check(), patience).toMatchObject(allIsWell);
    const deployments = "deployments.apps [] [] [list watch]";
    expect(await release.rightsIn(shop)).toEqual([deployments, "secrets [] [] [list watch]"]);
    expect(await release.rightsIn(pay)).toEqual([deployments, "widgets.example.com [] [] [list watch]"]);
    expect(await release.rightsIn("kube-system")).toEqual(["namespaces [] [kube-system] [get]"]);
    expect(await release.rightsIn(release.namespace)).toEqual([]);
    expect(await release.rightsIn("default")).toEqual([]);
  });

  test("in all namespaces and by pattern are enough, too, and no more", async () => {
    const plane = connectControlPlane();
    const shop = await plane.createNamespace("shop");
    const release = await installRights(plane, {
      store: { kind: "memory" },
      resource: [
        { kind: "service" },
        { kind: "node" },
        { kind: "ingress", namespaces: [`${shop.slice(0, -1)}*`, "!shop-test"] },
        { kind: "configmap", namespaces: [shop] },
      ],
    });

    await expect.poll(() => release.check(), patience).toMatchObject(allIsWell);
    const everywhere = [
      "ingresses.networking.k8s.io [] [] [list watch]",
      "namespaces [] [] [list watch]",
      "nodes [] [] [list watch]",
      "services [] [] [list watch]",
    ];
    expect(await release.rightsIn("default")).toEqual(everywhere);
    expect(await release.rightsIn("kube-system")).toEqual(everywhere);
    expect(await release.rightsIn(shop)).toEqual(["configmaps [] [] [list watch]", ...everywhere]);
  });

  test("are enough to run with: nothing is refused", async () => {
    const plane = connectControlPlane();
    const shop = await plane.createNamespace("shop");
    const release = await installRights(plane, { resource: [{ kind: "configmap", namespaces: [shop] }] });
    await expect.poll(() => release.check(), patience).toMatchObject(allIsWell);

    const host = release.run();
    await (await healthOf(host)).untilReadyz(200);
    await plane.kubectl("create", "configmap", "colours", "-n", shop);
    const told = { action: "add", subject: `${shop}/colours` };
    await host.until(() => expect(host.changes()).toContainEqual(expect.objectContaining(told)));
    expect(host.output()).not.toContain("forbidden");
  });

  test.each([
    { verb: "list", place: "a namespace" },
    { verb: "watch", place: "a namespace" },
    { verb: "list", place: "the cluster" },
    { verb: "watch", place: "the cluster" },
  ])("without $verb in $place are named by `check` and /readyz", async ({ verb, place }) => {
    const plane = connectControlPlane();
    const shop = await plane.createNamespace("shop");
    const removed =
      place === "the cluster"
        ? { plural: "persistentvolumes", namespace: undefined, entry: { kind: "persistentvolume" } }
        : { plural: "jobs", namespace: shop, entry: { kind: "job", namespaces: [shop] } };
    const { plural, namespace, entry } = removed;
    const release = await installRights(plane, { resource: [entry, { kind: "configmap", namespaces: [shop] }] });
    await release.removeVerb(verb, plural, namespace);

    const what = `may not ${verb} ${plural}${namespace === undefined ? "" : ` in namespace ${namespace}`}; bind a`;
    const who = `the service account kwatchman of namespace ${release.namespace}`;
    const { code } = await vi.waitFor(async () => {
      const checked = await release.check();
      expect(checked.stdout).toContain(`forbidden: ${who} ${what}`);
      expect(checked.stdout.match(/^error /gm)).toHaveLength(1);
      return checked;
    }, patience);
    expect(code).toBe(2);

    const health = await healthOf(release.run());
    const says = new RegExp(`^\\[-\\] ${entry.kind}: failing, .*forbidden: .* ${what}`, "m");
    expect(await health.untilReadyzSays(says)).toBe(503);
    expect(await health.untilReadyzSays(/^\[\+\] configmap: watching/m)).toBe(503);
  });
});
