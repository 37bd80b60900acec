const name = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** Whether Kubernetes takes it as a label's key: a name of at most 63 characters, a DNS prefix before it or not. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf("/");
  const prefix = text.slice(0, Math.max(slash, 0));
  if (slash >= 0 && (prefix.length > 253 || !subdomain.test(prefix))) return false;
  return isLabelName(text.slice(slash + 1));
}

/** Whether Kubernetes takes it as a label's value: empty, or a name of at most 63 characters. */
export function isLabelValue(text: string): boolean {
  return text === "" || isLabelName(text);
}

function isLabelName(text: string): boolean {
  return text.length <= 63 && name.test(text);
}
