import { execa } from "execa";
import { putPublishedInPlace } from "./package-json-swap.ts";
import { root } from "./layout.ts";

// npm runs this before `npm pack` and `npm publish` read package.json.
await execa(process.execPath, ["build/main.ts"], { cwd: root, stdout: process.stderr, stderr: "inherit" });
await putPublishedInPlace();
