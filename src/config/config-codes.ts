import type { DocumentCodes } from "./document/document.ts";

/** The codes of mistakes in the configuration. */
export const configCodes: DocumentCodes = {
  notFound: "KW_CONFIG_NOT_FOUND",
  notFoundMend: "Name the configuration with -c/--config or KW_CONFIG_FILE; otherwise it is ./config.toml.",
  syntax: "KW_CONFIG_SYNTAX",
  invalid: "KW_CONFIG_INVALID",
  unknownKey: "KW_CONFIG_UNKNOWN_KEY",
};
