import { writeFileSync } from "node:fs";
import { execa } from "execa";
import { spansOf } from "./picture/spans.ts";
import { terminalPicture } from "./picture/svg.ts";

// In a terminal of its own, so that there are colours, whatever this is started from.
const { stdout } = await execa("script", ["-qec", "node src/cli/main.ts demo", "/dev/null"], {
  cwd: new URL("..", import.meta.url),
});

const lines = spansOf(stdout);
const textOf = (line: (typeof lines)[number]) => line.map(({ text }) => text).join("");
const begin = lines.findIndex((line) => textOf(line).startsWith("▸"));
const end = lines.findIndex((line) => textOf(line).includes("changes were seen"));
if (begin === -1 || end === -1) throw new Error(`Expected the demo to tell its story, got:\n${stdout}`);

// That the host is stopped at the end is no part of the story.
const story = lines.slice(begin, end + 1).filter((line) => !/^\S+ stopp(?:ing|ed) /.test(textOf(line)));
writeFileSync(new URL("../docs/demo.svg", import.meta.url), terminalPicture("What kwatchman demo prints", story));
