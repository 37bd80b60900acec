import type { KubernetesObject } from "../../../event.ts";
import { omit, type JsonObject } from "../json-object.ts";
import { apiVersionOf, type ServedKind } from "../kinds/served-kind.ts";
import { servedObject } from "../kinds/served-object.ts";
import type { Page } from "../reads/list.ts";
import { notAcceptable } from "../status-error.ts";
import { metadataApiVersion, metadataOf, type ObjectForm } from "./object-form.ts";

const OBJECTS_AT_ONCE = 100;

/**
 * A list as text, in pieces: one of 50,000 objects must not be made into one string at one go. Throws the 406 for a form
 * that is for single objects.
 */
export function listText(page: Page, kind: ServedKind, form: ObjectForm): Generator<string> {
  if (form === "PartialObjectMetadata") {
    throw notAcceptable(`you requested ${form}, but the requested object is a list (${kind.kind}List)`);
  }
  return pieces(page, kind, form === "whole" ? wholeList : metadataList);
}

/** How a list and its items are shown. */
interface ListForm {
  head(kind: ServedKind): JsonObject;
  item(object: KubernetesObject, kind: ServedKind): JsonObject;
}

const wholeList: ListForm = {
  head: (kind) => ({ kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind) }),
  item: (object, kind) => listed(servedObject(object, kind), kind),
};

const metadataList: ListForm = {
  head: () => ({ kind: "PartialObjectMetadataList", apiVersion: metadataApiVersion }),
  item: metadataOf,
};

function* pieces(page: Page, kind: ServedKind, form: ListForm): Generator<string> {
  const head = { ...form.head(kind), metadata: page.metadata };
  yield `${JSON.stringify(head).slice(0, -1)},"items":[`;
  for (let start = 0; start < page.items.length; start += OBJECTS_AT_ONCE) {
    const objects = page.items.slice(start, start + OBJECTS_AT_ONCE);
    const text = objects.map((object) => JSON.stringify(form.item(object, kind)));
    yield (start === 0 ? "" : ",") + text.join(",");
  }
  yield "]}\n";
}

/** In a list, only custom resources name their kind. */
function listed(object: JsonObject, kind: ServedKind): JsonObject {
  return kind.custom ? object : omit(object, ["apiVersion", "kind"]);
}
