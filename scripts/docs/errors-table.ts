import { catalogue } from "../../src/errors/catalogue.ts";

/** A table of every code an error can have, each linked to its section. */
export function errorsTable(): string {
  const rows = Object.entries(catalogue).map(
    ([code, meaning]) => `| [\`${code}\`](#${code.toLowerCase()}) | ${meaning} |`,
  );
  return ["| code | meaning |", "| --- | --- |", ...rows].join("\n");
}
