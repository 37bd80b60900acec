import { expect, test } from "vitest";
import { splitSettings } from "./secret-settings.ts";

test("secrets are replaced by their names, wherever they stand; the rest is as it was", () => {
  const settings = { token: "t", port: 7, deep: { list: ["a", "b"], key: "k" }, plain: { x: [1] } };
  const { visible, secrets } = splitSettings(settings, ["/token", "/port", "/deep/list/1", "/deep/key"]);

  expect(visible).toEqual({
    token: "{{secret:token}}",
    port: "{{secret:port}}",
    deep: { list: ["a", "{{secret:deep.list.1}}"], key: "{{secret:deep.key}}" },
    plain: { x: [1] },
  });
  expect([...secrets]).toEqual([
    ["{{secret:token}}", "t"],
    ["{{secret:port}}", "7"],
    ["{{secret:deep.list.1}}", "b"],
    ["{{secret:deep.key}}", "k"],
  ]);
  expect(settings.token).toBe("t");
});

test("all of a table that is secret is", () => {
  const { visible, secrets } = splitSettings({ login: { user: "u", codes: ["x"] } }, ["/login", "/login/user"]);

  expect(visible).toEqual({ login: { user: "{{secret:login.user}}", codes: ["{{secret:login.codes.0}}"] } });
  expect(secrets.get("{{secret:login.user}}")).toBe("u");
});

test("what is not set has no name", () => {
  expect(splitSettings({}, ["/token", "/deep/key"])).toEqual({ visible: {}, secrets: new Map() });
});
