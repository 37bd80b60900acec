import type { EmbeddedCluster } from "../../../sdk/testing/index.ts";
import { databasePassword, legacyService, webDeployment } from "./objects.ts";

/** One thing that happens in the cluster. */
export interface Act {
  /** Told before it happens. */
  readonly says: string;
  /** How many changes this makes in the cluster. */
  readonly changes: number;
  play(cluster: EmbeddedCluster): void;
}

/** What is there before kwatchman starts. */
export function setTheScene(cluster: EmbeddedCluster): void {
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  for (const object of [webDeployment, legacyService, databasePassword]) cluster.create(object);
}

const statusWrites = 24;

/** What happens then. */
export const story: readonly Act[] = [
  {
    says: "Ada rolls out version 1.8.0 of the web shop.",
    changes: 1,
    play(cluster) {
      const path = "/spec/template/spec/containers/0/image";
      cluster.patch(webDeployment, [{ op: "replace", path, value: "registry.example.com/shop/web:1.8.0" }]);
    },
  },
  {
    says: `The Deployment's controller writes its status ${statusWrites} times. Nobody is bothered.`,
    changes: statusWrites,
    play(cluster) {
      for (let write = 1; write <= statusWrites; write += 1) {
        const status = {
          observedGeneration: 2,
          replicas: 3,
          updatedReplicas: write % 4,
          readyReplicas: 3 - (write % 2),
        };
        cluster.patch(webDeployment, { status }, { subresource: "status" });
      }
    },
  },
  {
    says: "The database's password is rotated. That it changed shows; what it is does not.",
    changes: 1,
    play(cluster) {
      const password = Buffer.from("correct horse battery staple").toString("base64");
      cluster.patch(databasePassword, { data: { password } });
    },
  },
  {
    says: "Somebody edits an annotation by hand.",
    changes: 1,
    play(cluster) {
      cluster.patch(webDeployment, { metadata: { annotations: { "shop.example.com/on-call": "team-b" } } });
    },
  },
  {
    says: "The old Service is deleted.",
    changes: 1,
    play(cluster) {
      cluster.delete(legacyService);
    },
  },
];
