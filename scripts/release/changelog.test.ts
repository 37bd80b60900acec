import { expect, test } from "vitest";
import { releaseInChangelog } from "./changelog.ts";

test("what is unreleased goes under the version and its date, above the older ones", () => {
  const before = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One.\n\n## [0.1.0] - 2026-01-01\n\n- Zero.\n";

  expect(releaseInChangelog(before, "0.2.0", "2026-02-02")).toBe(
    "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-02-02\n\n### Added\n\n- One.\n\n## [0.1.0] - 2026-01-01\n\n- Zero.\n",
  );
});

test("a first release takes all there is", () => {
  expect(releaseInChangelog("## [Unreleased]\n\n- One.\n", "0.1.0", "2026-02-02")).toBe(
    "## [Unreleased]\n\n## [0.1.0] - 2026-02-02\n\n- One.\n",
  );
});

test.each([
  ["no section", "# Changelog\n", "`## [Unreleased]`"],
  ["nothing in it", "## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- Zero.\n", "found none"],
])("%s is refused", (_, text, why) => {
  expect(() => releaseInChangelog(text, "0.2.0", "2026-02-02")).toThrow(why);
});
