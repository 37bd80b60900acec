import { definePlugin, type KubernetesObject } from "kwatchman/sdk";
import { changesBetween } from "./changes.ts";
import { type Ignored, ignoredPlaces, withoutIgnored } from "./ignored.ts";
import { isSame } from "./is-same.ts";
import { noise } from "./noise.ts";
import { diffText } from "./text.ts";

/** The settings, as plugin.toml describes them. */
interface DiffSettings {
  readonly ignore: readonly string[];
}

const ignoredBy = new WeakMap<DiffSettings, Ignored>();
const statusAndVersion = ignoredPlaces(["/status", "/metadata/resourceVersion", "/metadata/managedFields"]);

export default definePlugin<DiffSettings>({
  handle({ data }, { settings }) {
    if (data.initial) return { next: false, reason: "in the first list" };
    if (data.action !== "update" || data.oldObject === null) return undefined;
    const ignored = ignoredBy.get(settings) ?? ignoredPlaces([...noise, ...settings.ignore]);
    ignoredBy.set(settings, ignored);
    const old = withoutIgnored(data.oldObject, data.object, ignored);
    const changes = changesBetween(old, withoutIgnored(data.object, data.oldObject, ignored));
    if (changes.length === 0) return { next: false, reason: sameness(data.oldObject, data.object) };
    return { patch: [{ op: "add", path: "/diff", value: { changes, text: diffText(old, changes) } }] };
  },
});

/** Only what is ignored may differ; of that, status is worth telling apart. */
function sameness(oldObject: KubernetesObject, object: KubernetesObject): string {
  const old = withoutIgnored(oldObject, object, statusAndVersion);
  const current = withoutIgnored(object, oldObject, statusAndVersion);
  const isOnlyStatus = !isSame(oldObject["status"], object["status"]) && isSame(old, current);
  return isOnlyStatus ? "only status changed" : "no difference";
}
