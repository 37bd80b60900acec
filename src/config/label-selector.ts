/** A parsed label selector. */
export interface LabelSelector {
  /** As written. */
  readonly text: string;
  matches(labels: Readonly<Record<string, string>>): boolean;
}
