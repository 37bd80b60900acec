/** A resource as the user wrote it, taken apart. */
export interface ResourceName {
  /** As written, for messages: "widgets.example.com", "Ingress (networking.k8s.io/v1)". */
  readonly written: string;
  /** Kind, plural, singular or short name, in lower case. */
  readonly name: string;
  /** undefined: any group. */
  readonly group: string | undefined;
  /** undefined: the server's preferred one. */
  readonly version: string | undefined;
}

const VERSION = /^v\d+((alpha|beta)\d+)?$/;

/** Reads "deployment", "widgets.example.com" or "widgets.v1.example.com"; an apiVersion wins over what stands behind the dot. */
export function parseResourceName(kind: string, apiVersion: string | undefined): ResourceName {
  const [name = "", ...behindDot] = kind.toLowerCase().split(".");
  if (apiVersion !== undefined) {
    const [version = "", group = ""] = apiVersion.split("/").toReversed();
    return { written: `${kind} (${apiVersion})`, name, group, version };
  }
  if (behindDot.length === 0) return { written: kind, name, group: undefined, version: undefined };
  const [first = "", ...rest] = behindDot;
  return VERSION.test(first)
    ? { written: kind, name, group: rest.join("."), version: first }
    : { written: kind, name, group: behindDot.join("."), version: undefined };
}
