/** Somebody the API server knows, as it names them. */
export interface Subject {
  /** "viewer", "system:serviceaccount:ops:kwatchman"; undefined: not known. */
  readonly user: string | undefined;
}

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** "the service account kwatchman of namespace ops", "the user viewer". */
export function describeSubject({ user }: Subject): string {
  if (user === undefined) return "this user";
  const [, namespace, name] = SERVICE_ACCOUNT.exec(user) ?? [];
  if (namespace === undefined) return `the user ${user}`;
  return `the service account ${name} of namespace ${namespace}`;
}

/** How kubectl's role bindings name the subject. */
export function subjectFlag({ user }: Subject): string {
  if (user === undefined) return "--user=USER";
  const [, namespace, name] = SERVICE_ACCOUNT.exec(user) ?? [];
  return namespace === undefined ? `--user=${user}` : `--serviceaccount=${namespace}:${name}`;
}
