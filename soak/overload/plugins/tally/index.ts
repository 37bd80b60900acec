import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { definePlugin, type KwatchmanEvent } from "kwatchman/sdk";
import type { Told } from "../../told.ts";

interface Settings {
  readonly file: string;
  readonly pauseMs: number;
  readonly failWhile?: string;
}

function write(file: string, event: KwatchmanEvent, end: Told["end"]): void {
  const { action, namespace = "", name, uid, object, oldObject, merged, missed } = event.data;
  const told: Told = {
    end,
    seenAt: Date.parse(event.time),
    endedAt: Date.now(),
    id: event.id,
    object: `${namespace}/${name}`,
    action,
    uid,
    version: object.metadata.resourceVersion,
    oldVersion: oldObject?.metadata.resourceVersion ?? null,
    merged,
    missed,
  };
  // Before the handler returns: what was handled stands in the file, whatever happens then.
  appendFileSync(file, `${JSON.stringify(told)}\n`);
}

export default definePlugin<Settings>({
  setup({ deadLetter }, { settings: { file } }) {
    deadLetter.tap("tally", ({ event }) => write(file, event, "dead letter"));
  },
  async handle(event, { settings: { file, pauseMs, failWhile }, signal }) {
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal });
    if (failWhile !== undefined && event.data.namespace === "broken" && existsSync(failWhile))
      throw new Error("broken");
    write(file, event, "handled");
  },
});
