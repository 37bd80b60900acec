/** One request that the cluster was sent. */
export interface RequestRecord {
  readonly method: string;
  /** get, list, watch, create, update, patch, delete; "" for what is not about resources, as discovery. */
  readonly verb: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly userAgent: string;
}
