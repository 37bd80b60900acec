import { createHmac, timingSafeEqual } from "node:crypto";

/** A request signed longer ago, or further in the future, is refused: it may be a replay. In seconds. */
const tolerance = 300;

/**
 * Whether a request was signed with one of the secrets (`whsec_…`), as Standard Webhooks has it. `body` are the bytes as
 * they came.
 */
export function isSigned(headers, body, secrets, now = Date.now() / 1000) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures = "" } = headers;
  if (!(Math.abs(now - Number(timestamp)) <= tolerance)) return false;
  const expected = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  });
  return signatures.split(" ").some((signature) => {
    const [version, value = ""] = signature.split(",");
    const given = Buffer.from(value, "base64");
    return version === "v1" && expected.some((one) => one.length === given.length && timingSafeEqual(one, given));
  });
}
