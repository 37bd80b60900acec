/** The handlers whose every call is told with the generation of their code. */
export const handlers = ["recorder", "single", "mounted", "streaming", "script"] as const;

/** Configured, and never replaced: what it tells is all that there was to handle. */
export const recorder: Readonly<Record<string, string>> = {
  "plugins/recorder/plugin.toml":
    'name = "recorder"\nversion = "1"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n',
  "plugins/recorder/index.js":
    'export default { handle(event, { log }) { log.info("told", { told: `0 ${event.id} ${event.subject} ${event.data.resourceVersion}` }); } };\n',
};

/** A single script in the drop-in folder; broken code cannot be loaded. */
export function isolateScript(generation: number, isBroken: boolean): string {
  if (isBroken) return "export default { handle( {\n";
  return `export default {
  handle(event) {
    console.log(\`told ${generation} \${event.id} \${event.subject} \${event.data.resourceVersion}\`);
  },
};
`;
}

export const streamManifest =
  'name = "streaming"\nversion = "1"\ncontract = 1\nruntime = "exec"\nmode = "stream"\ncommand = ["node", "stream.mjs"]\n';

/**
 * A stream in a folder of its own; a broken one ends before it is ready.
 *
 * @param file where it tells its calls: of what programs print, some is left out when much comes together
 */
export function streamProgram(generation: number, isBroken: boolean, file: string): string {
  if (isBroken) return "process.exit(3);\n";
  return `import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
const send = (frame) => process.stdout.write(JSON.stringify(frame) + "\\n");
for await (const line of createInterface({ input: process.stdin })) {
  const { type, id, event } = JSON.parse(line);
  if (type === "hello") send({ type: "ready", contract: 1, concurrency: 16 });
  if (type === "ping") send({ type: "pong" });
  if (type === "event") {
    const told = \`told ${generation} \${event.id} \${event.subject} \${event.data.resourceVersion}\\n\`;
    appendFileSync(${JSON.stringify(file)}, told);
    send({ type: "result", id, result: {} });
  }
  if (type === "shutdown") process.exit(0);
}
`;
}

/** An executable file, which tells its calls likewise; it is never broken: what lies there is run as it is. */
export function shellScript(generation: number, file: string): string {
  return `#!/bin/sh
echo "$(sed -n 's/^{"specversion":"1.0","id":"\\([^"]*\\)".*"subject":"\\([^"]*\\)".*"resourceVersion":"\\([0-9]*\\)","object":.*/told ${generation} \\1 \\2 \\3/p')" >>'${file}'
`;
}
