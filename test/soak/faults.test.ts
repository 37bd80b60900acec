import { expect, test } from "vitest";
import { runFaultsSoak } from "../../soak/faults/run.ts";
import { faultKinds } from "../../soak/faults/schedule.ts";
import { describeControlPlane } from "../control-plane/index.ts";

/** The writes and faults of the whole run; `npm run soak -- faults` draws new ones. */
const seed = "one";

describeControlPlane("the soak's short form", () => {
  // The time limit only ends a hang: what is asserted is what was told, not when.
  test(
    "under random faults nothing is lost, invented or reordered, and a deaf host is never ready",
    { timeout: 300_000 },
    async () => {
      const story: string[] = [];
      const { findings, histories, counts } = await runFaultsSoak({
        seed,
        lastsMs: 10_000,
        // A restart takes seconds: one kind of it will do.
        kinds: faultKinds.filter((kind) => kind !== "kill"),
        longestFaultMs: 1200,
        peaceMs: 200,
        watchTimeout: "2s",
        names: 15,
        writePauseMs: 40,
        tell: (line) => story.push(line),
      });
      // All of it is shown when it fails: what happened, what is wrong, and with which objects.
      expect({ story, findings, histories }).toEqual({ story, findings: [], histories: [] });
      expect(Object.keys(counts.faults).length).toBeGreaterThan(2);
      expect(counts.writes).toBeGreaterThan(200);
      expect(counts.events).toBeGreaterThan(100);
      expect(counts.readinessSamples).toBeGreaterThan(10);
    },
  );
});
