/** One change that was made in the cluster. */
export interface Written {
  /** namespace/name */
  readonly object: string;
  readonly uid: string;
  readonly state: "present" | "gone";
  /** Of an end: the last one before it. */
  readonly version: string;
}
