import type { Template } from "./template.ts";

/** The README of a new plugin: how to try it, test it and use it. */
export function readme(name: string, { main, test, start }: Template): string {
  const before = start === undefined ? "" : `${start(name)}    # beside the others\n`;
  return `# ${name}

Names to the handlers that follow from how many replicas to how many an object was scaled, as \`event.data.scaled\`; ends
the chain for all other events. What it does is in [${main}](${main}), what it is in [plugin.toml](plugin.toml).

Beside this folder:

\`\`\`sh
${before}kwatchman plugin run ${name} --event deployment
${test(name)}
kwatchman plugin conform ${name}
\`\`\`

In a configuration, \`pluginDirs\` names the folder that this one lies in:

\`\`\`toml
pluginDirs = ["."]

[[handler]]
name = "${name}"
\`\`\`
`;
}
