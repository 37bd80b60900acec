import { manifest, ownFolder, settings, type Template } from "./template.ts";

/** A plugin that exports `handle`: a module or an isolate, in TypeScript or JavaScript. */
export function javascript(name: string, runtime: "module" | "isolate", language: "ts" | "js"): Template {
  const main = `index.${language}`;
  const test = `index.test.${language}`;
  return {
    files: {
      "plugin.toml": manifest(name, runtime, `entry = "${main}"\ntimeout = "5s"\n${settings}`),
      [main]: language === "ts" ? inTypeScript : inJavaScript,
      [test]: language === "ts" ? hostTest(name).replace("(replicas)", "(replicas: number)") : hostTest(name),
    },
    main,
    test: (folder) => `node --test ${folder}/${test}`,
  };
}

const handle = `  handle({ data }, { settings, log }) {
    const from = replicasOf(data.oldObject);
    const to = replicasOf(data.object);
    if (from === undefined || to === undefined || Math.abs(to - from) < settings.atLeast) {
      // The handlers that follow are not called for this event.
      return { next: false, reason: "not scaled" };
    }
    log.info("scaled", { name: data.name, from, to });
    // They see it as \`event.data.scaled\`.
    return { patch: [{ op: "add", path: "/scaled", value: { from, to } }] };
  },
});
`;

const inTypeScript = `import { definePlugin, type KubernetesObject } from "kwatchman/sdk";

interface Settings {
  readonly atLeast: number;
}

export default definePlugin<Settings>({
${handle}
function replicasOf(object: KubernetesObject | null): number | undefined {
  const spec = object?.["spec"] as { replicas?: number } | undefined;
  return spec?.replicas;
}
`;

const inJavaScript = `import { definePlugin } from "kwatchman/sdk";

export default definePlugin({
${handle}
function replicasOf(object) {
  return object?.spec?.replicas;
}
`;

/** A test in the plugin's real runtime, for node --test. */
export function hostTest(name: string): string {
  return `import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createTestHost, deploymentEvent } from "kwatchman/sdk/testing";

const host = await createTestHost(${ownFolder}, { settings: { atLeast: 2 } });
after(() => host.close());

const scaledTo = (replicas) => deploymentEvent({ change: ({ spec }) => Object.assign(spec, { replicas }) });

test("${name} tells how far a Deployment was scaled", async () => {
  const outcome = await host.handle(scaledTo(5));

  assert.partialDeepStrictEqual(outcome, { outcome: "next", data: { scaled: { from: 3, to: 5 } } });
});

test("${name} stops an event in which too little has changed", async () => {
  const outcome = await host.handle(scaledTo(4));

  assert.partialDeepStrictEqual(outcome, { outcome: "stopped", reason: "not scaled" });
});
`;
}
