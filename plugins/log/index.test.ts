import { callContext, deploymentEvent } from "kwatchman/sdk/testing";
import { expect, test } from "vitest";
import log from "./index.ts";

type Line = readonly [level: string, message: string, fields: Readonly<Record<string, unknown>> | undefined];

function logOf(event: ReturnType<typeof deploymentEvent>): Line[] {
  const lines: Line[] = [];
  const writeAs = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    lines.push([level, message, fields]);
  };
  const to = { debug: writeAs("debug"), info: writeAs("info"), warn: writeAs("warn"), error: writeAs("error") };
  expect(log.handle(event, callContext({}, { log: to }))).toBeUndefined();
  return lines;
}

test("an event is one line at info, and its manifest one at debug", () => {
  const event = deploymentEvent({ action: "add", missed: true, merged: 3 });
  expect(logOf(event)).toEqual([
    [
      "info",
      "change",
      { action: "add", resource: "Deployment", subject: "shop/web", id: event.id, missed: true, merged: 3 },
    ],
    ["debug", "manifest", { id: event.id, object: event.data.object }],
  ]);
});

test("what was there at the start is told from what was added", () => {
  expect(logOf(deploymentEvent({ action: "add", initial: true }))[0]?.[2]).toHaveProperty("initial", true);
});

test("the difference stands in the line as text and changes", () => {
  const diff = { text: "-a\n+b", changes: [{ op: "replace", path: "/a", value: "b", oldValue: "a" }] };
  expect(logOf(deploymentEvent({ diff }))[0]?.[2]).toHaveProperty("diff", diff);
});
