import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Watches ConfigMaps, with these handlers. */
export function configuration(...handlers: readonly string[]): string {
  const tables = handlers.map((name) => `[[handler]]\nname = "${name}"\n`);
  return `pluginDirs = ["."]\n[store]\nkind = "memory"\n[[resource]]\nkind = "configmap"\n${tables.join("")}`;
}

/** Tells where it was called from. */
export async function writePlugin(
  folder: string,
  name: string,
  runtime: "module" | "isolate" = "module",
): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  const manifest = { name, version: "1.0.0", contract: 1, runtime, entry: "index.ts" };
  const lines = Object.entries(manifest).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
  await writeFile(path.join(folder, name, "plugin.toml"), lines.join(""));
  await writeFile(
    path.join(folder, name, "index.ts"),
    `import { definePlugin, PermanentError } from "kwatchman/sdk";

export default definePlugin({
  handle(event, { log }): void {
    if (event.data.name === "") throw new PermanentError("nobody to greet");
    log.info("greeted", { stack: new Error("here").stack });
  },
});
`,
  );
}

/** The tests of that plugin, for `node --test`. */
export const pluginTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { PermanentError } from "kwatchman/sdk";
import eventSchema from "kwatchman/sdk/schemas/event.schema.json" with { type: "json" };
import { callContext, configMapEvent, startEmbeddedCluster } from "kwatchman/sdk/testing";
import greeter from "./greeter/index.ts";

test("greets", async () => {
  assert.equal(await greeter.handle(configMapEvent(), callContext({})), undefined);
});

test("gives up an event without a name", () => {
  assert.throws(() => greeter.handle(configMapEvent({ name: "" }), callContext({})), PermanentError);
});

test("has a cluster to run against, and the event's schema", async () => {
  const cluster = await startEmbeddedCluster();
  await cluster.close();
  assert.deepEqual(eventSchema.required.includes("data"), true);
});
`;

/** Uses types of all of the sdk, and is wrong where it says so. */
export const typedPlugin = `import { definePlugin, type HandlerResult, type PatchOperation } from "kwatchman/sdk";
import { configMapEvent, type EmbeddedCluster } from "kwatchman/sdk/testing";

export default definePlugin<{ readonly loud: boolean }>({
  setup(hooks) {
    hooks.event.tap("typed", (event) => void event.subject.toUpperCase());
    hooks.start.tapPromise("typed", async ({ handlers }) => void handlers.join());
    // @ts-expect-error the hook passes an event
    hooks.event.tap("typed", (event: number) => void event);
  },
  handle({ data }, { settings }): HandlerResult {
    const action: "add" | "update" | "delete" = data.action;
    const patch: PatchOperation[] = [{ op: "add", path: "/seen", value: action }];
    // @ts-expect-error there is no such setting
    void settings.quiet;
    return { next: settings.loud, patch };
  },
});

export function play(cluster: EmbeddedCluster): string {
  cluster.create(configMapEvent().data.object);
  // @ts-expect-error a URL is a string
  const url: number = cluster.url;
  return String(url);
}
`;
