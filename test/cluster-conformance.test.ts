import { describe } from "vitest";
import { customResources } from "./cluster-conformance/definitions.ts";
import { discovery } from "./cluster-conformance/discovery.ts";
import { expiry } from "./cluster-conformance/expiry.ts";
import { listing } from "./cluster-conformance/list.ts";
import { metadataAlone } from "./cluster-conformance/metadata.ts";
import { refusals } from "./cluster-conformance/refusals.ts";
import { describeBothServers } from "./cluster-conformance/servers.ts";
import { watchingToTheEnd } from "./cluster-conformance/watch-end.ts";
import { watching } from "./cluster-conformance/watch.ts";
import { writes } from "./cluster-conformance/writes.ts";

// The same tests for the embedded cluster and for a real control plane: so the two cannot drift apart.
describeBothServers("an API server", (server) => {
  describe("discovery", () => {
    discovery(server);
  });
  describe("list", () => {
    listing(server);
  });
  describe("watch", () => {
    watching(server);
  });
  describe("watch to its end", () => {
    watchingToTheEnd(server);
  });
  describe("metadata alone", () => {
    metadataAlone(server);
  });
  describe("writes", () => {
    writes(server);
  });
  describe("refusals", () => {
    refusals(server);
  });
  describe("custom resources", () => {
    customResources(server);
  });
  describe("expiry", () => {
    expiry(server);
  });
});
