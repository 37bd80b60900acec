import type { SchemaError } from "./ajv.ts";

const unionKeywords = new Set(["anyOf", "oneOf"]);

/**
 * Leaves one mistake where Ajv reports each branch of a union: that of the only branch whose type fits the value, else
 * the union's own.
 */
export function foldUnions(errors: readonly SchemaError[]): SchemaError[] {
  let folded: SchemaError[] = [];
  // A union's error comes after those of its branches, an inner union before an outer one.
  for (const error of errors) {
    if (!unionKeywords.has(error.keyword)) {
      folded.push(error);
      continue;
    }
    const inside = folded.filter((other) => isInside(error, other));
    const fitting = fittingBranch(error, inside);
    folded = folded.filter((other) => !inside.includes(other));
    folded.push(...(fitting ?? [error]));
  }
  return folded;
}

function isInside(union: SchemaError, other: SchemaError): boolean {
  if (!`${other.instancePath}/`.startsWith(`${union.instancePath}/`)) return false;
  if (other.schemaPath.startsWith(`${union.schemaPath}/`)) return true;
  // A branch that is a $ref reports under the path of what it refers to.
  const parent = union.schemaPath.slice(0, union.schemaPath.lastIndexOf("/"));
  return !other.schemaPath.startsWith(`${parent}/`);
}

function fittingBranch(union: SchemaError, inside: readonly SchemaError[]): SchemaError[] | undefined {
  const branches = Map.groupBy(inside, ({ schemaPath }) => branchOf(union, schemaPath));
  const isWrongType = (error: SchemaError): boolean =>
    error.instancePath === union.instancePath && asksOtherType(error);
  const fitting = [...branches.values()].filter((branch) => !branch.some(isWrongType));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** "#/properties/a/anyOf/1/type" is in branch "1" of "#/properties/a/anyOf"; elsewhere, all is one branch by its schema. */
function branchOf(union: SchemaError, schemaPath: string): string {
  if (!schemaPath.startsWith(`${union.schemaPath}/`)) return schemaPath.slice(0, schemaPath.lastIndexOf("/"));
  return schemaPath.slice(union.schemaPath.length + 1).split("/")[0] ?? "";
}

/** A union inside the union that was left as it is has no fitting branch either. */
function asksOtherType({ keyword, params, data }: SchemaError): boolean {
  if (keyword === "type" || unionKeywords.has(keyword)) return true;
  const allowed = keyword === "const" ? [params["allowedValue"]] : params["allowedValues"];
  return Array.isArray(allowed) && !allowed.some((value) => typeof value === typeof data);
}
