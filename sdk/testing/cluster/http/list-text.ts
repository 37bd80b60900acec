import { omit, type JsonObject } from "../json-object.ts";
import { apiVersionOf, type ServedKind } from "../kinds/served-kind.ts";
import { servedObject } from "../kinds/served-object.ts";
import type { Page } from "../reads/list.ts";

const OBJECTS_AT_ONCE = 100;

/** A list as text, in pieces: one of 50,000 objects must not be made into one string at one go. */
export function* listText(page: Page, kind: ServedKind): Generator<string> {
  const head = { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: page.metadata };
  yield `${JSON.stringify(head).slice(0, -1)},"items":[`;
  for (let start = 0; start < page.items.length; start += OBJECTS_AT_ONCE) {
    const objects = page.items.slice(start, start + OBJECTS_AT_ONCE);
    const text = objects.map((object) => JSON.stringify(listed(servedObject(object, kind), kind)));
    yield (start === 0 ? "" : ",") + text.join(",");
  }
  yield "]}\n";
}

/** In a list, only custom resources name their kind. */
function listed(object: JsonObject, kind: ServedKind): JsonObject {
  return kind.custom ? object : omit(object, ["apiVersion", "kind"]);
}
