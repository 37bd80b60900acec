import * as fc from "fast-check";
import { assert, expect, test } from "vitest";
import { builtInKinds } from "../kinds/built-in-kinds.ts";
import { ServedKinds } from "../kinds/served-kinds.ts";
import { ObjectStore } from "../storage/object-store.ts";
import { list } from "./list.ts";

const configMaps = new ServedKinds(builtInKinds).find("v1", "configmaps");
const object = (namespace: string, name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace, name },
});
const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,2}(-[a-z])?$/), { maxLength: 40 });

test("the pages of a list are the list, whatever is written between them", () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 7 }), (objects, limit) => {
      assert(configMaps);
      const store = new ObjectStore(1000);
      const collection = store.collection(configMaps.storage);
      for (const name of objects) collection.put(object(name.length > 1 ? "a-b" : "a", name));
      const whole = list(store, configMaps, undefined, new URLSearchParams()).items;

      const paged = [];
      let token: string | undefined = "";
      while (token !== undefined) {
        const query = new URLSearchParams({ limit: String(limit), continue: token });
        const page = list(store, configMaps, undefined, query);
        paged.push(...page.items);
        token = page.metadata.continue;
        collection.put(object("a", `new-${paged.length}`));
      }
      expect(paged).toEqual(whole);
    }),
  );
});
