import { HandlerConfigSchema } from "../../sdk/config-schema.ts";

/** The keys of a handler that are the host's; every other one is a setting of its plugin. */
export const hostKeys: readonly string[] = Object.keys(HandlerConfigSchema.properties);
