import { writeFileSync } from "node:fs";
import { chartFiles, chartFolder } from "./chart/chart-files.ts";

for (const [name, text] of await chartFiles()) writeFileSync(new URL(name, chartFolder), text);
