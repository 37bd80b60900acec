/** An object as the API server sends it: in a list, built-in kinds have neither kind nor apiVersion. */
export interface RawObject {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: RawMetadata;
  readonly [member: string]: unknown;
}

export interface RawMetadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly [member: string]: unknown;
}

/** Whether it can be told which object it is. */
export function isRawObject(value: unknown): value is RawObject {
  const { metadata } = (value ?? {}) as { readonly metadata?: unknown };
  return typeof metadata === "object" && metadata !== null;
}

/** Which object it is, and in which version. */
export interface ObjectVersion {
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export function versionOf({ metadata }: RawObject): ObjectVersion {
  const { namespace = "", name = "", uid = "", resourceVersion = "" } = metadata;
  return { namespace, name, uid, resourceVersion };
}
