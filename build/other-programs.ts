import path from "node:path";
import type { Plugin } from "rolldown";
import { type Place, programs, root } from "./layout.ts";

/** What imports another program's source imports its file instead: so that the host and plugins share one sdk. */
export function otherPrograms({ output }: Place): Plugin {
  const outputs = new Map(programs.map((program) => [path.join(root, program.source), program.output]));
  return {
    name: "other-programs",
    async resolveId(specifier, importer) {
      if (importer === undefined) return null;
      const resolved = await this.resolve(specifier, importer, { skipSelf: true });
      const other = outputs.get(resolved?.id ?? "");
      return other === undefined ? null : { id: relativeTo(output, other), external: "absolute" };
    },
  };
}

/** How the one output names the other: "./sdk/index.js". */
export function relativeTo(output: string, other: string): string {
  const relative = path.relative(path.dirname(output), other);
  return relative.startsWith(".") ? relative : `./${relative}`;
}
