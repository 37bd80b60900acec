import { definePlugin } from "kwatchman/sdk";

export default definePlugin({
  handle({ data, subject }, { settings, log }) {
    const floating = imagesOf(data.object).filter((image) => isFloating(image, settings.exempt));
    if (floating.length === 0) return { next: true };
    log.warn("an image has no fixed version", { subject, images: floating });
    return { next: false, reason: `no fixed version: ${floating.join(", ")}` };
  },
});

/** The images of a pod, or of the template that pods are made from. */
function imagesOf({ spec = {} }) {
  const pod = spec.template?.spec ?? spec.jobTemplate?.spec?.template?.spec ?? spec;
  const containers = [...(pod.initContainers ?? []), ...(pod.containers ?? [])];
  return containers.map(({ image }) => image).filter((image) => typeof image === "string");
}

/** "web" and "web:latest" are whatever was pushed last; "web:1.7" and "web@sha256:…" are not. */
function isFloating(image, exempt) {
  const [, name, tag] = /^(.*?)(?::([^/:@]+))?(?:@.*)?$/.exec(image);
  if (exempt.includes(name) || image.includes("@")) return false;
  return tag === undefined || tag === "latest";
}
