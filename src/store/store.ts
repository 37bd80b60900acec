/** Whose baselines: those of one cluster, one resource entry as written, and one watched namespace. */
export interface Scope {
  /** kube-system's uid, else a hash of the server's URL and CA. */
  readonly cluster: string;
  /** kind, apiVersion and selectors as the configuration has them. */
  readonly entry: string;
  /** The watched namespace; "*" when one watch covers all of them, "" for cluster-scoped kinds. */
  readonly namespace: string;
}

/** An object as handlers last saw it. */
export interface Baseline {
  readonly uid: string;
  readonly resourceVersion: string;
  /** The manifest as JSON text: what is kept is text, and most objects never change again. */
  readonly json: string;
}

/** Which version of an object is known, without the object. */
export interface KnownVersion {
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/**
 * What handlers last saw of each object. Baselines are kept by cluster, entry, the object's namespace and its name: a
 * scope's watched namespace plays no part in that, so going from a named namespace to all of them keeps what is known.
 */
export interface Store {
  /** The key of the HMAC that stands for a secret's value: random, made once. */
  readonly redactionKey: Buffer;
  getBaseline(scope: Scope, namespace: string, name: string): Baseline | undefined;
  putBaseline(scope: Scope, namespace: string, name: string, baseline: Baseline): void;
  removeBaseline(scope: Scope, namespace: string, name: string): void;
  /** Every known version in the scope's watched namespace ("*": in all of them). */
  knownVersions(scope: Scope): Iterable<KnownVersion>;
  /** Whether the scope's first complete list has ever been handled. */
  isListed(scope: Scope): boolean;
  markListed(scope: Scope): void;
  close(): Promise<void>;
}
