/** A program for the shell. */
export const sh = (script: string): string => `#!/bin/sh\n${script}\n`;

/** A program in Python. */
export const python = (script: string): string => `#!/usr/bin/env python3\n${script}\n`;

/** A program in JavaScript. */
export const node = (script: string): string => `#!/usr/bin/env node\n${script}\n`;

export interface StreamOptions {
  readonly ready?: string;
  readonly onHello?: string;
}

/**
 * A stream in JavaScript. `onEvent` is the body of a function of `frame`, `say` (writes a frame) and `answer` (writes a
 * result); `ready` is what it says to `hello`, unless `onHello` is a body of its own.
 */
export function stream(onEvent: string, { ready = "{ contract: 1 }", onHello }: StreamOptions = {}): string {
  const greet = onHello ?? `say({ type: "ready", ...(${ready}) });`;
  return node(`
const say = (frame) => process.stdout.write(JSON.stringify(frame) + "\\n");
const answers = {
  async hello(frame) { ${greet} },
  async event(frame) {
    const answer = (result) => say({ type: "result", id: frame.id, result });
    ${onEvent}
  },
  ping() { say({ type: "pong" }); },
  shutdown() { process.exit(0); },
};
let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines) { const frame = JSON.parse(line); answers[frame.type](frame); }
});
process.stdin.on("end", () => process.exit(0));
`);
}
