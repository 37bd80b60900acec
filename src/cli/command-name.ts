import path from "node:path";

/** How kwatchman was called, to be called again: by npm in a checkout, where it is installed, by its name, or by its file. */
export function commandName({ argv, env }: Pick<NodeJS.Process, "argv" | "env"> = process): string {
  const [, file = "kwatchman"] = argv;
  // npx and a script of another project say that they are npm's, too.
  if (file.includes("/node_modules/")) return "npx kwatchman";
  if (env["npm_lifecycle_event"] !== undefined) return "npm run -s kwatchman --";
  return path.basename(file) === "kwatchman" ? "kwatchman" : `node ${file}`;
}
