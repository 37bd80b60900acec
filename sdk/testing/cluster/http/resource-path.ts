/** A resource path, taken apart; whether anything of it is served is another matter. */
export interface ResourcePath {
  readonly apiVersion: string;
  readonly namespace?: string;
  readonly plural: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** Takes a path apart; undefined: resources never have such a path. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const [root, ...parts] = path.split("/").slice(1).map(decodeURIComponent);
  if (root === "api" && parts[0] === "v1") return parseSegments("v1", parts.slice(1));
  if (root === "apis" && parts.length > 2) return parseSegments(`${parts[0]}/${parts[1]}`, parts.slice(2));
  return undefined;
}

function parseSegments(apiVersion: string, segments: readonly string[]): ResourcePath | undefined {
  // `namespaces/shop` is the namespace itself, `namespaces/shop/pods` something in it.
  const inside = segments[0] === "namespaces" && segments.length > 2 && segments[2] !== "status";
  const namespace = inside ? segments[1] : undefined;
  const [plural, name, subresource, ...rest] = inside ? segments.slice(2) : segments;
  if (plural === undefined || rest.length > 0) return undefined;
  return {
    apiVersion,
    plural,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}
