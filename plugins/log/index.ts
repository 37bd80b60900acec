import { definePlugin } from "kwatchman/sdk";

export default definePlugin({
  handle({ id, subject, data }, { log }) {
    const { action, resource, missed, merged, diff, object } = data;
    log.info("change", { action, resource: resource.kind, subject, id, missed, merged, diff });
    log.debug("manifest", { id, object });
  },
});
