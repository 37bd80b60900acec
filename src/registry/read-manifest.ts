import { statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { type Manifest, ManifestSchema } from "../../sdk/manifest.ts";
import { type DocumentCodes, readTomlDocument } from "../config/document/document.ts";
import { problemAt } from "../config/document/problem-at.ts";
import { type ResolvedDocument, withoutReferences } from "../config/document/references.ts";
import { checkAgainst } from "../config/schema/check-against.ts";
import { joinWithOr } from "../config/schema/describe.ts";
import { tellValue } from "../config/schema/schema-problems.ts";
import { type Problem, ProblemsError } from "../errors/problems.ts";
import { settingsSchemaProblems } from "./settings-schema.ts";

const codes: DocumentCodes = {
  notFound: "KW_MANIFEST_INVALID",
  syntax: "KW_MANIFEST_INVALID",
  invalid: "KW_MANIFEST_INVALID",
  unknownKey: "KW_MANIFEST_INVALID",
};

/** Which keys a runtime needs, and which others of these it knows. */
const runtimeKeys = {
  module: { needs: ["entry"], knows: [] },
  isolate: { needs: ["entry"], knows: ["limits", "permissions"] },
  webhook: { needs: ["url"], knows: [] },
  exec: { needs: ["command"], knows: ["mode", "permissions"] },
} as const satisfies Record<Manifest["runtime"], object>;

const keysOfRuntimes = ["entry", "url", "command", "mode", "limits", "permissions"] as const;

/** Reads and checks a plugin's manifest, its settings' schema included. Throws ProblemsError with all its mistakes. */
export function readManifest(directory: string): Manifest {
  const document = readManifestDocument(directory);
  const { problems } = checkAgainst(ManifestSchema, document.tree, { document, at: [], ...codes });
  const manifest = document.tree as Manifest;
  if (problems.length === 0) {
    problems.push(
      ...nameProblems(document, manifest, directory),
      ...runtimeProblems(document, manifest),
      ...entryProblems(document, manifest, directory),
    );
  }
  problems.push(...settingsSchemaProblems(document));
  if (problems.length > 0) throw new ProblemsError(problems);
  return manifest;
}

/** A manifest as it stands in its file. Throws ProblemsError for a file that cannot be read at all. */
export function readManifestDocument(directory: string): ResolvedDocument {
  return withoutReferences(readTomlDocument(join(directory, "plugin.toml"), codes));
}

function nameProblems(document: ResolvedDocument, { name }: Manifest, directory: string): Problem[] {
  const folder = basename(directory);
  return name === folder ? [] : [wrong(document, "name", `"${folder}", its folder's name`)];
}

function runtimeProblems(document: ResolvedDocument, manifest: Manifest): Problem[] {
  const { needs, knows } = runtimeKeys[manifest.runtime];
  const missing = needs.filter((key) => !(key in manifest));
  const known = new Set<string>([...needs, ...knows]);
  const foreign = keysOfRuntimes.filter((key) => key in manifest && !known.has(key));
  return [
    ...missing.map((key) => wrong(document, key, `set for runtime "${manifest.runtime}"`)),
    ...foreign.map((key) => wrong(document, key, `left out for runtime "${manifest.runtime}"`)),
  ];
}

function entryProblems(document: ResolvedDocument, { entry, runtime }: Manifest, directory: string): Problem[] {
  if (entry === undefined) return [];
  const inside = relative(directory, resolve(directory, entry));
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    return [wrong(document, "entry", "a file inside the plugin's folder")];
  }
  const isFile = statSync(join(directory, entry), { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile) return [wrong(document, "entry", "a file that exists")];
  const endings = runtime === "isolate" ? [".js", ".ts"] : [".ts", ".js", ".mjs"];
  if (endings.some((ending) => entry.endsWith(ending))) return [];
  return [wrong(document, "entry", `a file that ends in ${joinWithOr(endings)}`)];
}

function wrong(document: ResolvedDocument, key: string, expected: string): Problem {
  const says = `Expected \`${key}\` to be ${expected}, got ${tellValue(document, [key])}`;
  return problemAt(document, [key], { code: codes.invalid, says });
}
