import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadCredentials } from "./kubeconfig.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kwatchman-kubeconfig-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A kubeconfig with a context, cluster and user of each of these names; the first is the current one. */
async function writeConfig(file: string, names: readonly string[], host = "host"): Promise<string> {
  const target = path.join(folder, file);
  await mkdir(path.dirname(target), { recursive: true });
  const config = {
    "current-context": names[0],
    clusters: names.map((name) => ({ name, cluster: { server: `https://${name}.${host}` } })),
    users: names.map((name) => ({ name, user: { token: `${name}-${host}` } })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  };
  await writeFile(target, JSON.stringify(config));
  return target;
}

async function makePod(): Promise<{ env: Record<string, string>; serviceAccount: string }> {
  const serviceAccount = path.join(folder, "serviceaccount");
  await mkdir(serviceAccount);
  await writeFile(path.join(serviceAccount, "token"), "pod-token");
  await writeFile(path.join(serviceAccount, "ca.crt"), "CA");
  const env = { HOME: folder, KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "6443" };
  return { env, serviceAccount };
}

describe("the credentials are", () => {
  test("those of a named kubeconfig, in a pod too", async () => {
    const pod = await makePod();
    const kubeconfig = [await writeConfig("named", ["prod"])];
    const credentials = await loadCredentials({ ...pod, kubeconfig });
    expect(credentials).toMatchObject({ clusterName: "prod", server: "https://prod.host", proxied: false });
    expect((await credentials.authorize()).headers).toEqual({ Authorization: "Bearer prod-host" });
  });

  test("else those of the pod", async () => {
    await writeConfig(".kube/config", ["home"]);
    const credentials = await loadCredentials(await makePod());
    expect(credentials).toMatchObject({ clusterName: "in-cluster", server: "https://10.0.0.1:6443", authority: "CA" });
    expect((await credentials.authorize()).headers).toEqual({ Authorization: "Bearer pod-token" });
  });

  test("else those of ~/.kube/config", async () => {
    await writeConfig(".kube/config", ["home"]);
    expect((await loadCredentials({ env: { HOME: folder } })).clusterName).toBe("home");
  });

  test("of the context that is asked for", async () => {
    const kubeconfig = [await writeConfig("named", ["prod", "test"])];
    expect(await loadCredentials({ kubeconfig, context: "test", env: {} })).toMatchObject({
      clusterName: "test",
      server: "https://test.host",
    });
  });

  test("merged from several files, as kubectl does: the first to name something wins, missing files are passed over", async () => {
    const kubeconfig = [
      path.join(folder, "missing"),
      await writeConfig("first", ["prod"]),
      await writeConfig("second", ["test", "prod"], "second"),
    ];
    const servers = ["prod", "test"].map(async (context) => loadCredentials({ kubeconfig, context, env: {} }));
    const [prod, second] = await Promise.all(servers);
    expect([prod?.server, second?.server]).toEqual(["https://prod.host", "https://test.second"]);
    expect((await loadCredentials({ kubeconfig, env: {} })).clusterName).toBe("prod");
  });

  test("good for a plain http server, and for a context without a user", async () => {
    const file = path.join(folder, "plain");
    const config = {
      "current-context": "plain",
      clusters: [{ name: "plain", cluster: { server: "http://127.0.0.1:8001" } }],
      contexts: [{ name: "plain", context: { cluster: "plain" } }],
    };
    await writeFile(file, JSON.stringify(config));
    const credentials = await loadCredentials({ kubeconfig: [file], env: {} });
    expect(credentials.server).toBe("http://127.0.0.1:8001");
    await expect(credentials.authorize()).resolves.toBeDefined();
  });
});

describe("an error of its own for", () => {
  test("nothing at all to be found", async () => {
    await expect(loadCredentials({ env: { HOME: folder } })).rejects.toMatchObject({
      code: "KW_KUBECONFIG",
      message: expect.stringContaining(`there is no ${folder}/.kube/config`),
    });
  });

  test("a named file that is not there", async () => {
    const kubeconfig = [path.join(folder, "missing")];
    await expect(loadCredentials({ kubeconfig, env: {} })).rejects.toThrow(`Expected a kubeconfig at ${kubeconfig[0]}`);
  });

  test("a file that is no kubeconfig", async () => {
    const file = path.join(folder, "broken");
    await writeFile(file, "clusters: [{name: a}]");
    await expect(loadCredentials({ kubeconfig: [file], env: {} })).rejects.toThrow(
      `Expected a kubeconfig in ${file}, got: clusters[0].cluster is missing`,
    );
  });

  test("a file that is no YAML, which shows nothing of the lines around: there may be a token among them", async () => {
    const file = path.join(folder, "broken");
    await writeFile(file, 'users:\n- name: a\n  user:\n    token: s3cret\n    other: "unterminated\ncontexts: []\n');
    const error: unknown = await loadCredentials({ kubeconfig: [file], env: {} }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "KW_KUBECONFIG" });
    expect((error as Error).message).toMatch(/^Expected a kubeconfig in .*broken, got: .*\(6:1\)$/);
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY })).not.toContain("s3cret");
  });

  test.each(["10.0.0.1:6443", "ftp://10.0.0.1"])("a server that is no http or https URL: %s", async (server) => {
    const file = path.join(folder, "named");
    const config = {
      "current-context": "a",
      clusters: [{ name: "a", cluster: { server } }],
      contexts: [{ name: "a", context: { cluster: "a" } }],
    };
    await writeFile(file, JSON.stringify(config));
    await expect(loadCredentials({ kubeconfig: [file], env: {} })).rejects.toThrow(
      `Expected the server of cluster "a" in the kubeconfig to be an http or https URL, got "${server}"`,
    );
  });

  test("a context that it does not have", async () => {
    const kubeconfig = [await writeConfig("named", ["prod", "test"])];
    await expect(loadCredentials({ kubeconfig, context: "tets", env: {} })).rejects.toThrow(
      'Expected the context "tets" in the kubeconfig, which has prod, test',
    );
  });

  test("no current context, or one whose cluster is missing", async () => {
    const file = path.join(folder, "half");
    await writeFile(file, JSON.stringify({ contexts: [{ name: "a", context: { cluster: "gone", user: "u" } }] }));
    await expect(loadCredentials({ kubeconfig: [file], env: {} })).rejects.toThrow(
      'Expected `current-context` to name a context of the kubeconfig, got ""; it has a',
    );
    await expect(loadCredentials({ kubeconfig: [file], context: "a", env: {} })).rejects.toThrow(
      'Expected the cluster "gone" of context "a" in the kubeconfig',
    );
  });
});
