import path from "node:path";
import type { Plugin } from "rolldown";
import { type Place, places, root } from "./layout.ts";
import { relativeTo } from "./other-programs.ts";

const address = /\bnew URL\(\s*"([^"]+)",\s*import\.meta\.url,?\s*\)/g;
const unmovable = /\bimport\.meta\.(?:dirname|filename|resolve)\b/;

/** Has `new URL("…", import.meta.url)` of our own sources name what was built of the file or folder it names. */
export function relocate({ output }: Place): Plugin {
  return {
    name: "relocate",
    transform: {
      filter: { id: { exclude: /\/node_modules\// }, code: "import.meta" },
      handler(code, id) {
        const [found] = unmovable.exec(code) ?? [];
        if (found !== undefined)
          this.error(`Expected ${id} to name its files by \`new URL("…", import.meta.url)\`, got ${found}`);
        const moved = code.replace(address, (_, relative: string) => {
          const source = path.relative(root, path.resolve(path.dirname(id), relative));
          const place = places.find((one) => one.source === source);
          if (place === undefined)
            this.error(`Expected build/layout.ts to say where ${source} goes, which ${id} names`);
          return `new URL(${JSON.stringify(relativeTo(output, place.output))}, import.meta.url)`;
        });
        // No line is moved, so that the map stays right.
        return { code: moved, map: null };
      },
    },
  };
}
