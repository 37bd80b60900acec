import { json } from "node:stream/consumers";

const { data } = await json(process.stdin);
process.stdout.write(JSON.stringify(handle(data)));

function handle({ resource, object, oldObject }) {
  if (resource.kind !== "Pod") {
    // Trying again would not help.
    return { error: { message: `Expected a Pod, got a ${resource.kind}`, retryable: false } };
  }
  const before = restartsOf(oldObject);
  const restarted = [...restartsOf(object)]
    .filter(([name, count]) => count > (before.get(name) ?? 0))
    .map(([name]) => name);
  if (restarted.length === 0) return { next: false, reason: "nothing was restarted" };
  return { patch: [{ op: "add", path: "/restarted", value: restarted }] };
}

function restartsOf(pod) {
  return new Map((pod?.status?.containerStatuses ?? []).map(({ name, restartCount }) => [name, restartCount]));
}
