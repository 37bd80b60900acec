import type { DocumentCodes } from "./document/document.ts";

/** The codes of mistakes in the configuration. */
export const configCodes: DocumentCodes = {
  notFound: "KW_CONFIG_NOT_FOUND",
  syntax: "KW_CONFIG_SYNTAX",
  invalid: "KW_CONFIG_INVALID",
  unknownKey: "KW_CONFIG_UNKNOWN_KEY",
};
