import { mkdir, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import path from "node:path";
import { type OutputAsset, type OutputChunk, rolldown } from "rolldown";
import { type Program, root } from "./layout.ts";
import { leanHttp } from "./lean-http.ts";
import { otherPrograms } from "./other-programs.ts";
import { ownMaps } from "./own-maps.ts";
import { relocate } from "./relocate.ts";

/** How one program is bundled. */
export interface BundleOptions extends Program {
  /** Where `dist` is. */
  readonly folder: string;
  /** Packages that are not bundled: they are looked for at run time. */
  readonly external: readonly string[];
  /** Which folder the paths in the source map are relative to, and stand beside the bundle's. @default the checkout */
  readonly sourcesFrom?: string;
}

/** Packages of which only what is imported is taken, though they do not say that this is safe. */
const shakeable =
  /\/node_modules\/(?:@kubernetes\/client-node|@opentelemetry|jsonpath-plus|stream-buffers|tar-fs|tar-stream|typebox|ws)\//;

/** Bundles one program with all it needs; resolves with the files of which something is in it. */
export async function bundle(options: BundleOptions): Promise<string[]> {
  const { source, output, folder, external } = options;
  const file = path.join(folder, output);
  const build = await rolldown({
    input: path.join(root, source),
    cwd: root,
    platform: options.isGuest ? "neutral" : "node",
    external: [...external],
    plugins: [otherPrograms(options), relocate(options), leanHttp(), ownMaps()],
    treeshake: { moduleSideEffects: (id) => !shakeable.test(id) },
    onLog(level, log) {
      if (level === "warn" && !expectedWarnings.has(log.code ?? "")) throw new Error(log.message);
    },
  });
  const result = await build.generate({
    format: "esm",
    codeSplitting: false,
    sourcemap: true,
    file,
    // Names stay, so that a stack tells something even without its source map.
    minify: options.isGuest ? false : { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    sourcemapPathTransform: (relative, map) => placeInMap(path.resolve(path.dirname(map), relative), options),
  });
  await build.close();
  await mkdir(path.dirname(file), { recursive: true });
  for (const part of result.output) {
    const text = textOf(part);
    const mode = String(text).startsWith("#!") ? 0o755 : 0o644;
    await writeFile(path.join(path.dirname(file), path.basename(part.fileName)), text, { mode });
  }
  const [program] = result.output;
  refuseUnknownImports(program, options);
  return Object.entries(program.modules).flatMap(([id, { code }]) => (code ? [id] : []));
}

/** What libraries do, harmlessly. */
const expectedWarnings: ReadonlySet<string> = new Set(["CIRCULAR_DEPENDENCY", "EVAL"]);

/** A source map without the sources themselves: it is for stacks. */
function textOf(part: OutputChunk | OutputAsset): string | Uint8Array {
  if (part.type === "chunk") return part.code;
  if (!part.fileName.endsWith(".map")) return part.source;
  const { sourcesContent: _, ...map } = JSON.parse(String(part.source)) as { readonly sourcesContent?: unknown };
  return JSON.stringify(map);
}

/** Where a stack says that a source lies: below the package as it does below the checkout. */
function placeInMap(source: string, { output, sourcesFrom }: BundleOptions): string {
  if (sourcesFrom !== undefined) return path.relative(sourcesFrom, source);
  return path.relative(path.dirname(path.join("dist", output)), path.relative(root, source));
}

function refuseUnknownImports(program: OutputChunk, { source, external }: BundleOptions): void {
  const { imports, dynamicImports, fileName } = program;
  const known = new Set([...external, ...builtinModules, fileName]);
  const unknown = [...imports, ...dynamicImports].filter(
    (name) => !name.startsWith(".") && !name.startsWith("node:") && !known.has(name),
  );
  if (unknown.length === 0) return;
  throw new Error(`Expected the bundle of ${source} to have all it needs, it imports ${unknown.join(", ")}`);
}
