import type { ObjectMetadata } from "../../../event.ts";
import { badRequest } from "../status-error.ts";

type FieldMatcher = (metadata: ObjectMetadata) => boolean;

/** Parses what clients send as `fieldSelector`: equality of name and namespace, as every kind has it; else a 400. */
export function parseFieldSelector(text: string, custom: boolean): FieldMatcher {
  const terms = text.split(",").filter((term) => term !== "");
  const matchers = terms.map((term) => matcherOf(term, custom));
  return (metadata) => matchers.every((matcher) => matcher(metadata));
}

function matcherOf(term: string, custom: boolean): FieldMatcher {
  const match = /^(?<field>[^=!]*)(?<operator>==|=|!=)(?<value>.*)$/.exec(term);
  if (!match?.groups) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const { field, operator, value } = match.groups;
  if (field !== "metadata.name" && field !== "metadata.namespace") {
    if (custom) throw badRequest(`field label not supported: ${field}`);
    throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
  }
  const member = field === "metadata.name" ? "name" : "namespace";
  return (metadata) => ((metadata[member] ?? "") === value) === (operator !== "!=");
}
