const unreleased = /^## \[Unreleased\]\n([\s\S]*?)(?=^## \[|(?![\s\S]))/m;

/** The changelog with what is unreleased under the version and its date. Throws if there is nothing. */
export function releaseInChangelog(text: string, version: string, date: string): string {
  const [section, entries = ""] = unreleased.exec(text) ?? [];
  if (section === undefined) throw new Error("Expected CHANGELOG.md to have a section `## [Unreleased]`");
  if (!/^- /m.test(entries))
    throw new Error("Expected CHANGELOG.md to have entries under `## [Unreleased]`, found none");
  return text.replace(section, `## [Unreleased]\n\n## [${version}] - ${date}\n${entries}`);
}
