import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import path from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { openConnection, type Connection } from "../../src/cluster/connection.ts";
import { kubeconfigOf } from "../../src/cluster/fixtures/kubeconfig.ts";
import { connectControlPlane, describeControlPlane, type ControlPlaneClient } from "../control-plane/index.ts";

const signal = new AbortController().signal;

/** An HTTP proxy that opens tunnels and counts them. */
async function startTunnelProxy(): Promise<{ readonly url: string; readonly tunnels: () => number }> {
  let tunnels = 0;
  const server = createServer();
  server.on("connect", (request, near) => {
    tunnels += 1;
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const far = connect(Number(port), host, () => near.write("HTTP/1.1 200 OK\r\n\r\n"));
    near.pipe(far).pipe(near);
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels: () => tunnels };
}

describeControlPlane("a connection to a real API server", () => {
  let plane: ControlPlaneClient;
  beforeAll(() => {
    plane = connectControlPlane();
  });

  const open = async (name: string, cluster: object): Promise<Connection> => {
    const file = path.join(plane.folder, `kubeconfig-${name}`);
    await writeFile(file, kubeconfigOf(plane.url, { name, cluster, user: { token: plane.token } }));
    const connection = await openConnection({ kubeconfig: [file], env: {}, watch: { timeoutMs: 105_000 } });
    onTestFinished(() => connection.close());
    return connection;
  };
  const version = (connection: Connection) => connection.request({ path: "/version", signal });

  test("knows the cluster by kube-system's uid and by its context's name", async () => {
    const connection = await open("trusted", { "certificate-authority": plane.caFile });
    const uid = await plane.kubectl("get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}");
    expect([await connection.identity(signal), connection.clusterName]).toEqual([uid, "trusted"]);
  });

  test("says that the certificate is not trusted, and why", async () => {
    const connection = await open("untrusted", {});
    await expect(version(connection)).rejects.toMatchObject({
      code: "KW_CLUSTER_UNREACHABLE",
      message: expect.stringMatching(/^certificate not trusted: self-signed certificate/),
    });
  });

  test("does not ask for trust where that is switched off", async () => {
    const connection = await open("unverified", { "insecure-skip-tls-verify": true });
    await expect(version(connection)).resolves.toMatchObject({ major: "1" });
  });

  test("goes through the proxy that the kubeconfig names", async () => {
    const proxy = await startTunnelProxy();
    const connection = await open("proxied", { "certificate-authority": plane.caFile, "proxy-url": proxy.url });
    await expect(version(connection)).resolves.toMatchObject({ major: "1" });
    expect(proxy.tunnels()).toBe(1);
  });
});
