import { definePlugin } from "kwatchman/sdk";

export default definePlugin({
  handle({ id, subject, data }, { log }) {
    const { action, resource, initial, missed, merged, diff, object } = data;
    const first = initial ? { initial } : {};
    log.info("change", { action, resource: resource.kind, subject, id, ...first, missed, merged, diff });
    log.debug("manifest", { id, object });
  },
});
