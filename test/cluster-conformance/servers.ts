import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { describeControlPlane, startControlPlane, viewer, type ApiTarget } from "../control-plane/index.ts";

/** A server that has to behave like the other. */
export interface Server extends ApiTarget {
  /** The same server as one who may do nothing sees it. */
  readonly powerless: ApiTarget;
  createNamespace(prefix: string): Promise<string>;
  /** Makes every resourceVersion but the newest expire. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

/** The server under test, once it has been started: to be asked for in hooks and tests. */
export type ServerUnderTest = () => Server;

/** Runs the same tests on an embedded cluster and on a real control plane. */
export function describeBothServers(title: string, tests: (server: ServerUnderTest) => void): void {
  describe(`${title} (embedded cluster)`, () => {
    tests(startedBefore(startEmbedded));
  });
  describeControlPlane(title, () => {
    tests(startedBefore(startReal));
  });
}

function startedBefore(start: () => Promise<Server>): ServerUnderTest {
  let server: Server | undefined;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());
  return () => {
    if (!server) throw new Error("Expected the server to be asked for in a test, not while tests are collected");
    return server;
  };
}

async function startEmbedded(): Promise<Server> {
  const cluster = await startEmbeddedCluster();
  const forbidding = await startEmbeddedCluster({ forbid: [{}] });
  return {
    url: cluster.url,
    powerless: { url: forbidding.url },
    async createNamespace(prefix) {
      const name = `${prefix}-${randomBytes(4).toString("hex")}`;
      cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
      return name;
    },
    forget: async () => cluster.compact(),
    async stop() {
      await cluster.close();
      await forbidding.close();
    },
  };
}

// Of its own, without controllers: they would fill the namespaces with objects of theirs.
async function startReal(): Promise<Server> {
  const plane = await startControlPlane();
  const { url, ca } = plane;
  return {
    ...plane,
    powerless: { url, ca, token: viewer.token },
    // The API server remembers beside etcd: only a restart makes it forget, too.
    async forget() {
      await plane.compact();
      await plane.killApiServer();
      await plane.startApiServer();
    },
  };
}
