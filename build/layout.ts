import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** A file or folder of the checkout, and what becomes of it below `dist/`. */
export interface Place {
  readonly source: string;
  readonly output: string;
}

/** What is bundled. */
export interface Program extends Place {
  /** Runs in an isolate, beside code that is not trusted: there is no Node, and it stays as it is written. @default false */
  readonly isGuest?: boolean;
}

/** Each becomes one JavaScript file. One that imports another's source gets the other's file. */
export const programs: readonly Program[] = [
  { source: "bin/kwatchman.js", output: "kwatchman.js" },
  { source: "src/cli/main.ts", output: "cli.js" },
  { source: "src/sandbox/main.ts", output: "sandbox.js" },
  { source: "src/sandbox/guest/main.ts", output: "guest.js", isGuest: true },
  { source: "sdk/index.ts", output: "sdk/index.js" },
  { source: "sdk/testing/index.ts", output: "sdk/testing/index.js" },
];

/** What is copied as it is. */
export const copies: readonly Place[] = [{ source: "src/cli/demo/config.toml", output: "demo.toml" }];

/** The built-in plugins: each is bundled by itself, its manifest names what was built. */
export const plugins: Place = { source: "plugins", output: "plugins" };

/**
 * Everything that the sources may name by `new URL("…", import.meta.url)`: at run time it is at its output's place. A build
 * ends with an error at anything else.
 */
export const places: readonly Place[] = [...programs, ...copies, plugins];
