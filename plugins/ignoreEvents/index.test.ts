import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { parse } from "smol-toml";
import { serviceEvent, callContext } from "kwatchman/sdk/testing";
import { expect, test } from "vitest";
import ignoreEvents from "./index.ts";

test.each([["Add"], ["add"], ["ADD"]])("the chain ends for an add when events = [%j]", (event) => {
  expect(ignoreEvents.handle(serviceEvent({ action: "add" }), callContext({ events: [event] }))).toEqual({
    next: false,
    reason: "add is ignored",
  });
});

test("events that are not named go on", () => {
  const context = callContext({ events: ["Add", "Delete"] });
  expect(ignoreEvents.handle(serviceEvent({ action: "update" }), context)).toBeUndefined();
});

test.each([
  [["Add", "update", "DELETE"], true],
  [["Added"], false],
  [["Add", ""], false],
  [[], false],
  ["Add", false],
  [undefined, false],
])("the settings' schema on events = %j: %j", async (events, isValid) => {
  const manifest = parse(await readFile(`${import.meta.dirname}/plugin.toml`, "utf8"));
  const validate = new Ajv().compile(manifest["settings"] as object);
  expect(validate(events === undefined ? {} : { events })).toBe(isValid);
});
