import { expect, test } from "vitest";
import { normaliseStore } from "./normalise-store.ts";

const byDefault = { kind: "sqlite", maxDeadLetters: 10_000, deadLetterAge: "336h" } as const;

test("a path is relative to the configuration", () => {
  const store = normaliseStore({ ...byDefault, path: "state/prod.db" }, "/etc/kwatchman/config.toml", {});

  expect(store).toMatchObject({ kind: "sqlite", path: "/etc/kwatchman/state/prod.db" });
});

test.each([
  { env: { XDG_STATE_HOME: "/var/state", HOME: "/home/ada" }, folder: "/var/state" },
  { env: { XDG_STATE_HOME: "", HOME: "/home/ada" }, folder: "/home/ada/.local/state" },
  { env: { XDG_STATE_HOME: "relative", HOME: "/home/ada" }, folder: "/home/ada/.local/state" },
])("without a path it lies in the user's state folder: $folder", ({ env, folder }) => {
  expect(normaliseStore(byDefault, "config.toml", env)).toMatchObject({ path: `${folder}/kwatchman/kwatchman.db` });
});

test("the memory store has no path, and keeps dead letters within the same limits", () => {
  const store = normaliseStore({ ...byDefault, kind: "memory", path: "x.db", deadLetterAge: "1h" }, "config.toml", {});

  expect(store).toEqual({ kind: "memory", deadLetters: { count: 10_000, ageMs: 3_600_000 } });
});
