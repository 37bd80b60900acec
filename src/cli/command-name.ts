/** How kwatchman was called, to be called again: by npm in a checkout, where it is installed, or by its file. */
export function commandName({ argv, env }: Pick<NodeJS.Process, "argv" | "env"> = process): string {
  const [, file = "kwatchman"] = argv;
  if (env["npm_lifecycle_event"] !== undefined) return "npm run -s kwatchman --";
  return file.includes("/node_modules/") ? "npx kwatchman" : `node ${file}`;
}
