/**
 * Every code an error of ours can have, sorted. A code is never given a second meaning; docs/errors.md says of each what
 * it means and how to mend it, and a test holds the two together.
 */
export const catalogue = {
  KW_API_FAILED: "The API server answered with an error.",
  KW_CLUSTER_UNREACHABLE: "The API server could not be reached.",
  KW_CONFIG_DUPLICATE: "Two entries of the configuration have the same name or are the same.",
  KW_CONFIG_EMPTY: "The configuration names no resources or no handlers.",
  KW_CONFIG_INVALID: "A key of the configuration has a wrong value.",
  KW_CONFIG_NOT_FOUND: "The configuration file could not be read.",
  KW_CONFIG_SECRET_MISSING: "An environment variable or file that the configuration points to is missing.",
  KW_CONFIG_SYNTAX: "The configuration file is not valid TOML, YAML or JSON.",
  KW_CONFIG_UNKNOWN_KEY: "The configuration has a key that kwatchman does not know.",
  KW_DEAD_LETTER_UNKNOWN: "There is no such dead letter.",
  KW_FORBIDDEN: "The API server refuses what kwatchman asks for.",
  KW_HANDLER_FAILED: "A handler failed.",
  KW_HANDLER_TIMEOUT: "A handler did not answer within its time limit.",
  KW_HOOK_FAILED: "A function that a plugin tapped into a hook of the host failed.",
  KW_HOST_CRASHED: "The host had to end at once: something threw where nobody catches it.",
  KW_KIND_NOT_WATCHABLE: "The API server serves the kind, but it cannot be listed and watched.",
  KW_KIND_UNKNOWN: "The API server does not know the kind.",
  KW_KUBECONFIG: "The kubeconfig could not be read, has no usable context, or one whose server is no URL.",
  KW_LISTEN_FAILED: "The health server cannot listen at its address.",
  KW_MANIFEST_INVALID: "A plugin's manifest is wrong.",
  KW_NOT_BUILT: "The configuration asks for something that this version does not do yet.",
  KW_PATCH_REFUSED: "A handler's patch does not apply or touches the event's identity.",
  KW_PLUGIN_CRASHED: "The host had to end at once: a module plugin threw where nobody catches it.",
  KW_PLUGIN_LOAD: "A plugin could not be loaded.",
  KW_PLUGIN_UNKNOWN: "A handler names a plugin that was not found.",
  KW_RESULT_INVALID: "A handler answered something that is not a result.",
  KW_SELECTOR_REFUSED: "The API server refuses a label or field selector.",
  KW_SETTINGS_INVALID: "A setting of a handler is not what its plugin expects.",
  KW_STORE_CORRUPT: "The store's file is damaged or none of kwatchman's.",
  KW_STORE_LOCKED: "Another kwatchman has the store.",
  KW_STORE_NEWER: "The store's file was written by a newer kwatchman.",
  KW_STORE_UNAVAILABLE: "The store's file cannot be opened.",
  KW_STORE_WRITE_FAILED: "The store's file cannot be written at the moment.",
  KW_UNAUTHORIZED: "The API server does not accept the credentials, or they could not be obtained.",
  KW_USAGE: "The command line is wrong.",
  KW_WATCH_LINE_TOO_LONG: "A watch sent a line that is longer than any object can be.",
} as const satisfies Record<`KW_${string}`, string>;

export type ErrorCode = keyof typeof catalogue;
