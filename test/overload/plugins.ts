/** The files of a module plugin whose \`handle\` has this code; it has \`event\` and \`context\`. */
export function pluginFiles(name: string, handle: string): Record<string, string> {
  return {
    [`plugins/${name}/plugin.toml`]: `name = "${name}"\nversion = "1.0.0"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n`,
    [`plugins/${name}/index.js`]: `export default {\n  async handle(event, context) {\n    ${handle}\n  },\n};\n`,
  };
}
