import type { Template } from "./template.ts";

/** The README of a new plugin: how to try it, test it and use it. */
export function readme(name: string, { main, test, receiver }: Template): string {
  const start = receiver === undefined ? "" : `${receiver.start(name)}    # in a terminal of its own\n`;
  const plugin = receiver?.url ?? name;
  // A URL in a plugin's manifest may not lie at a private address; one that the operator names may.
  const url = receiver === undefined ? "" : `\nurl = "${receiver.url}"`;
  return `# ${name}

Names to the handlers that follow from how many replicas to how many an object was scaled, as \`event.data.scaled\`; ends
the chain for all other events. What it does is in [${main}](${main}), what it is in [plugin.toml](plugin.toml).

Beside this folder:

\`\`\`sh
${start}kwatchman plugin run ${plugin} --event deployment
${test(name)}
kwatchman plugin conform ${plugin}
\`\`\`

In a configuration, \`pluginDirs\` names the folder that this one lies in:

\`\`\`toml
pluginDirs = ["."]

[[handler]]
name = "${name}"${url}
\`\`\`
`;
}
